package org.allidb.storage.spi.sstable;

import java.util.Optional;
import java.util.OptionalInt;
import org.osgi.annotation.versioning.ProviderType;

/** What a new table is to be. */
@ProviderType
public final class TableSpec {

    private final Values values;

    private TableSpec(Values values) {
        this.values = values;
    }

    /**
     * Describes a new table.
     *
     * @param tenantGeneration whose table it is
     * @param tableId its number, unique for the tenant
     * @param codec name of the block codec
     * @param createdMillis wall time in milliseconds
     * @return the value
     */
    public static TableSpec of(long tenantGeneration, long tableId, String codec, long createdMillis) {
        return new TableSpec(new Values(tenantGeneration, tableId, codec, createdMillis, Choices.NONE, false));
    }

    /** {@return the same for a table that no caller waits for; see {@link #isInBackground()}} */
    public TableSpec inBackground() {
        return new TableSpec(new Values(
                values.tenantGeneration, values.tableId, values.codec, values.createdMillis, values.choices, true));
    }

    /**
     * Returns the same for a table with another filter than the options of the format say.
     *
     * @param name name of the filter provider
     * @param bitsPerKey bits of filter for each key; 0 for no filter
     * @return the value
     */
    public TableSpec withFilter(String name, int bitsPerKey) {
        return with(new Choices(Optional.of(new Filter(name, bitsPerKey)), values.choices.dictionaryBytes));
    }

    /**
     * Returns the same for a table with another dictionary than the options of the format say.
     *
     * @param mostBytes the most bytes that the dictionary of its codec may have; 0 for none
     * @return the value
     */
    public TableSpec withDictionary(int mostBytes) {
        return with(new Choices(values.choices.filter, OptionalInt.of(mostBytes)));
    }

    private TableSpec with(Choices choices) {
        return new TableSpec(new Values(
                values.tenantGeneration,
                values.tableId,
                values.codec,
                values.createdMillis,
                choices,
                values.inBackground));
    }

    /**
     * {@return whether no caller waits for the table} Such a table is to be synced in pieces while it is written: a sync of all of it at
     * the end fills the queue of the device, and those of the log wait behind it.
     */
    public boolean isInBackground() {
        return values.inBackground;
    }

    /** {@return whose table it is} */
    public long tenantGeneration() {
        return values.tenantGeneration;
    }

    /** {@return its number, unique for the tenant} */
    public long tableId() {
        return values.tableId;
    }

    /** {@return name of the block codec} */
    public String codec() {
        return values.codec;
    }

    /** {@return wall time in milliseconds} */
    public long createdMillis() {
        return values.createdMillis;
    }

    /** {@return name of the filter provider; empty for that of the format's options} */
    public Optional<String> filter() {
        return values.choices.filter.map(Filter::name);
    }

    /** {@return bits of filter for each key, 0 for no filter; empty for those of the format's options} */
    public OptionalInt filterBitsPerKey() {
        Optional<Filter> filter = values.choices.filter;
        return filter.isEmpty() ? OptionalInt.empty() : OptionalInt.of(filter.get().bitsPerKey);
    }

    /** {@return the most bytes that the dictionary of its codec may have, 0 for none; empty for those of the format's options} */
    public OptionalInt dictionaryBytes() {
        return values.choices.dictionaryBytes;
    }

    private record Values(
            long tenantGeneration,
            long tableId,
            String codec,
            long createdMillis,
            Choices choices,
            boolean inBackground) {}

    /** What differs from the options of the format. */
    private record Choices(Optional<Filter> filter, OptionalInt dictionaryBytes) {

        private static final Choices NONE = new Choices(Optional.empty(), OptionalInt.empty());
    }

    private record Filter(String name, int bitsPerKey) {}
}
