package org.allidb.storage.api.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.allidb.storage.api.InvalidArgumentException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The whole configuration: one record for each section of the file.
 *
 * @param engine the engine
 * @param wal the write-ahead log
 * @param memtable the write buffers
 * @param sstable the tables
 * @param compaction compaction
 * @param scrub the scrub
 * @param tenants the tenants
 */
@ProviderType
public record StorageConfiguration(
        EngineOptions engine,
        WalOptions wal,
        MemtableOptions memtable,
        TableOptions sstable,
        CompactionOptions compaction,
        ScrubOptions scrub,
        TenantOptions tenants) {

    /** Every parameter at its default. */
    public static final StorageConfiguration DEFAULTS = new StorageConfiguration(
            EngineOptions.DEFAULTS,
            WalOptions.DEFAULTS,
            MemtableOptions.DEFAULTS,
            TableOptions.DEFAULTS,
            CompactionOptions.DEFAULTS,
            ScrubOptions.DEFAULTS,
            TenantOptions.DEFAULTS);

    /**
     * The same with one parameter changed.
     *
     * @param path section and key, for example {@code wal.fsync}
     * @param value the value as it would stand in the file
     * @return the new configuration
     * @throws InvalidArgumentException if there is no such parameter or the value is not allowed
     */
    public StorageConfiguration with(String path, String value) {
        int dot = path.indexOf('.');
        String section = dot < 0 ? path : path.substring(0, dot);
        Map<String, Map<String, String>> values = values();
        Map<String, String> parameters = values.get(section);
        if (parameters == null || dot < 0) {
            throw new InvalidArgumentException("there is no parameter '" + path + "'; a parameter is a section and a key,"
                    + " and the sections are " + String.join(", ", values.keySet()));
        }
        parameters.put(path.substring(dot + 1), value);
        return of(values);
    }

    /**
     * A configuration out of values.
     *
     * @param values values by section and key, as they would stand in the file; what is left out has its default
     * @return the configuration
     * @throws InvalidArgumentException if there is no such parameter or a value is not allowed
     */
    public static StorageConfiguration of(Map<String, Map<String, String>> values) {
        Map<String, Class<? extends Record>> sections = sections();
        for (String section : values.keySet()) {
            if (!sections.containsKey(section)) {
                throw new InvalidArgumentException("there is no section '" + section + "'; the sections are "
                        + String.join(", ", sections.keySet()));
            }
        }
        return new StorageConfiguration(
                make(EngineOptions.class, values),
                make(WalOptions.class, values),
                make(MemtableOptions.class, values),
                make(TableOptions.class, values),
                make(CompactionOptions.class, values),
                make(ScrubOptions.class, values),
                make(TenantOptions.class, values));
    }

    /**
     * The values of all parameters.
     *
     * @return values by section and key, in the order of the file; the maps are the caller's
     */
    public Map<String, Map<String, String>> values() {
        Map<String, Map<String, String>> values = new LinkedHashMap<>();
        for (Record section : new Record[] {engine, wal, memtable, sstable, compaction, scrub, tenants}) {
            values.put(name(section.getClass()), new LinkedHashMap<>(Options.values(section)));
        }
        return values;
    }

    /**
     * The sections.
     *
     * @return the records' types by the section's key, in the order of the file
     */
    public static Map<String, Class<? extends Record>> sections() {
        Map<String, Class<? extends Record>> sections = new LinkedHashMap<>();
        Arrays.stream(StorageConfiguration.class.getRecordComponents())
                .map(RecordComponent::getType)
                .map(type -> type.asSubclass(Record.class))
                .forEach(type -> sections.put(name(type), type));
        return sections;
    }

    private static <R extends Record> R make(Class<R> type, Map<String, Map<String, String>> values) {
        return Options.make(type, values.getOrDefault(name(type), Map.of()));
    }

    private static String name(Class<? extends Record> type) {
        return type.getAnnotation(Section.class).value();
    }
}
