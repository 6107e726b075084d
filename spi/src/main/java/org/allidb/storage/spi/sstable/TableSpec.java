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
        return new TableSpec(new Values(tenantGeneration, tableId, codec, createdMillis, Optional.empty(), false));
    }

    /** {@return the same for a table that no caller waits for; see {@link #isInBackground()}} */
    public TableSpec inBackground() {
        return new TableSpec(new Values(
                values.tenantGeneration, values.tableId, values.codec, values.createdMillis, values.filter, true));
    }

    /**
     * Returns the same for a table with another filter than the options of the format say.
     *
     * @param name name of the filter provider
     * @param bitsPerKey bits of filter for each key; 0 for no filter
     * @return the value
     */
    public TableSpec withFilter(String name, int bitsPerKey) {
        return new TableSpec(new Values(
                values.tenantGeneration,
                values.tableId,
                values.codec,
                values.createdMillis,
                Optional.of(new Filter(name, bitsPerKey)),
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
        return values.filter.map(Filter::name);
    }

    /** {@return bits of filter for each key, 0 for no filter; empty for those of the format's options} */
    public OptionalInt filterBitsPerKey() {
        return values.filter.isEmpty() ? OptionalInt.empty() : OptionalInt.of(values.filter.get().bitsPerKey);
    }

    private record Values(
            long tenantGeneration,
            long tableId,
            String codec,
            long createdMillis,
            Optional<Filter> filter,
            boolean inBackground) {}

    private record Filter(String name, int bitsPerKey) {}
}
