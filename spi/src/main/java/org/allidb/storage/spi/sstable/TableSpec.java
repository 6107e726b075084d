package org.allidb.storage.spi.sstable;

import org.osgi.annotation.versioning.ProviderType;

/** What a new table is to be. */
@ProviderType
public final class TableSpec {

    private final long tenantGeneration;
    private final long tableId;
    private final String codec;
    private final long createdMillis;

    private TableSpec(long tenantGeneration, long tableId, String codec, long createdMillis) {
        this.tenantGeneration = tenantGeneration;
        this.tableId = tableId;
        this.codec = codec;
        this.createdMillis = createdMillis;
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
        return new TableSpec(tenantGeneration, tableId, codec, createdMillis);
    }

    /** {@return whose table it is} */
    public long tenantGeneration() {
        return tenantGeneration;
    }

    /** {@return its number, unique for the tenant} */
    public long tableId() {
        return tableId;
    }

    /** {@return name of the block codec} */
    public String codec() {
        return codec;
    }

    /** {@return wall time in milliseconds} */
    public long createdMillis() {
        return createdMillis;
    }
}
