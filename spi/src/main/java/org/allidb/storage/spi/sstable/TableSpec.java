package org.allidb.storage.spi.sstable;

import org.osgi.annotation.versioning.ProviderType;

/** What a new table is to be. */
@ProviderType
public final class TableSpec {

    private final long tenantGeneration;
    private final long tableId;
    private final String codec;
    private final long createdMillis;
    private final boolean inBackground;

    private TableSpec(long tenantGeneration, long tableId, String codec, long createdMillis, boolean inBackground) {
        this.tenantGeneration = tenantGeneration;
        this.tableId = tableId;
        this.codec = codec;
        this.createdMillis = createdMillis;
        this.inBackground = inBackground;
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
        return new TableSpec(tenantGeneration, tableId, codec, createdMillis, false);
    }

    /** {@return the same for a table that no caller waits for; see {@link #isInBackground()}} */
    public TableSpec inBackground() {
        return new TableSpec(tenantGeneration, tableId, codec, createdMillis, true);
    }

    /**
     * {@return whether no caller waits for the table} Such a table is to be synced in pieces while it is written: a sync of all of it at
     * the end fills the queue of the device, and those of the log wait behind it.
     */
    public boolean isInBackground() {
        return inBackground;
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
