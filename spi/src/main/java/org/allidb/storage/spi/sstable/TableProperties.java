package org.allidb.storage.spi.sstable;

import org.allidb.storage.spi.entry.KeyRange;
import org.osgi.annotation.versioning.ProviderType;

/** What a table says of itself; also kept in the manifest, so that plans and reads need not open the table. */
@ProviderType
public final class TableProperties {

    private final long tableId;
    private final long tenantGeneration;
    private final String format;
    private final String codec;
    private final long fileBytes;
    private final long entries;
    private final long tombstones;
    private final long rangeTombstones;
    private final long keyBytes;
    private final long valueBytes;
    private final byte[] minKey;
    private final byte[] maxKey;
    private final KeyRange keys;
    private final long minTimestamp;
    private final long maxTimestamp;
    private final long minSequence;
    private final long maxSequence;
    private final long minExpiryMillis;
    private final long maxExpiryMillis;
    private final long createdMillis;
    private final long halfExpiredMillis;
    private final KeySketch keySketch;

    TableProperties(TablePropertiesBuilder builder) {
        tableId = builder.tableId;
        tenantGeneration = builder.tenantGeneration;
        format = builder.format;
        codec = builder.codec;
        fileBytes = builder.fileBytes;
        entries = builder.entries;
        tombstones = builder.tombstones;
        rangeTombstones = builder.rangeTombstones;
        keyBytes = builder.keyBytes;
        valueBytes = builder.valueBytes;
        minKey = builder.minKey;
        maxKey = builder.maxKey;
        keys = KeyRange.of(minKey, maxKey);
        minTimestamp = builder.minTimestamp;
        maxTimestamp = builder.maxTimestamp;
        minSequence = builder.minSequence;
        maxSequence = builder.maxSequence;
        minExpiryMillis = builder.minExpiryMillis;
        maxExpiryMillis = builder.maxExpiryMillis;
        createdMillis = builder.createdMillis;
        halfExpiredMillis = builder.halfExpiredMillis;
        keySketch = builder.keySketch;
    }

    /**
     * Begins the properties of a table. What is not set is 0.
     *
     * @param tableId the number of the table, unique for the tenant
     * @param tenantGeneration the generation of the tenant whose table it is
     * @return a builder
     */
    public static TablePropertiesBuilder of(long tableId, long tenantGeneration) {
        return new TablePropertiesBuilder(tableId, tenantGeneration);
    }

    /**
     * Begins changed properties of the same table.
     *
     * @return a builder with all values of these properties
     */
    public TablePropertiesBuilder toBuilder() {
        return new TablePropertiesBuilder(this);
    }

    /** {@return its number, unique for the tenant} */
    public long tableId() {
        return tableId;
    }

    /** {@return the generation of the tenant whose table it is} */
    public long tenantGeneration() {
        return tenantGeneration;
    }

    /** {@return name of the format's provider} */
    public String format() {
        return format;
    }

    /** {@return name of the block codec} */
    public String codec() {
        return codec;
    }

    /** {@return length of the file in bytes} */
    public long fileBytes() {
        return fileBytes;
    }

    /** {@return versions of rows, tombstones included} */
    public long entries() {
        return entries;
    }

    /** {@return row tombstones} */
    public long tombstones() {
        return tombstones;
    }

    /** {@return range tombstones} */
    public long rangeTombstones() {
        return rangeTombstones;
    }

    /** {@return bytes of keys before encoding} */
    public long keyBytes() {
        return keyBytes;
    }

    /** {@return bytes of values before compression} */
    public long valueBytes() {
        return valueBytes;
    }

    /** {@return least key, starts of range tombstones included; not to be changed} */
    public byte[] minKey() {
        return minKey;
    }

    /** {@return greatest key, ends of range tombstones included (though exclusive); not to be changed} */
    public byte[] maxKey() {
        return maxKey;
    }

    /** {@return the range from {@link #minKey()} to {@link #maxKey()}} */
    public KeyRange keys() {
        return keys;
    }

    /** {@return least timestamp} */
    public long minTimestamp() {
        return minTimestamp;
    }

    /** {@return greatest timestamp} */
    public long maxTimestamp() {
        return maxTimestamp;
    }

    /** {@return least sequence} */
    public long minSequence() {
        return minSequence;
    }

    /** {@return greatest sequence} */
    public long maxSequence() {
        return maxSequence;
    }

    /** {@return the first expiry of a row, 0 if no row expires} */
    public long minExpiryMillis() {
        return minExpiryMillis;
    }

    /** {@return the last expiry of a row, 0 if some row never expires} */
    public long maxExpiryMillis() {
        return maxExpiryMillis;
    }

    /** {@return wall time in milliseconds} */
    public long createdMillis() {
        return createdMillis;
    }

    /** {@return when half of the rows will have expired, tombstones not counted, rounded up; 0 if fewer than half expire, or if that is not known of a table that an older version wrote} */
    public long halfExpiredMillis() {
        return halfExpiredMillis;
    }

    /** {@return a sample of the keys of rows and row tombstones; empty if a version wrote the table that knew of none} */
    public KeySketch keySketch() {
        return keySketch;
    }
}
