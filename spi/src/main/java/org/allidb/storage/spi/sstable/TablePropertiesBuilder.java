package org.allidb.storage.spi.sstable;

import org.osgi.annotation.versioning.ProviderType;

/** Makes the properties of a table. What is not set is 0 or empty. Used by one thread. */
@ProviderType
public final class TablePropertiesBuilder {

    final long tableId;
    final long tenantGeneration;
    String format = "";
    String codec = "";
    long fileBytes;
    long entries;
    long tombstones;
    long rangeTombstones;
    long keyBytes;
    long valueBytes;
    byte[] minKey = {};
    byte[] maxKey = {};
    long minTimestamp;
    long maxTimestamp;
    long minSequence;
    long maxSequence;
    long minExpiryMillis;
    long maxExpiryMillis;
    long createdMillis;
    long halfExpiredMillis;
    KeySketch keySketch = KeySketch.EMPTY;

    TablePropertiesBuilder(long tableId, long tenantGeneration) {
        this.tableId = tableId;
        this.tenantGeneration = tenantGeneration;
    }

    TablePropertiesBuilder(TableProperties from) {
        tableId = from.tableId();
        tenantGeneration = from.tenantGeneration();
        format = from.format();
        codec = from.codec();
        fileBytes = from.fileBytes();
        entries = from.entries();
        tombstones = from.tombstones();
        rangeTombstones = from.rangeTombstones();
        keyBytes = from.keyBytes();
        valueBytes = from.valueBytes();
        minKey = from.minKey();
        maxKey = from.maxKey();
        minTimestamp = from.minTimestamp();
        maxTimestamp = from.maxTimestamp();
        minSequence = from.minSequence();
        maxSequence = from.maxSequence();
        minExpiryMillis = from.minExpiryMillis();
        maxExpiryMillis = from.maxExpiryMillis();
        createdMillis = from.createdMillis();
        halfExpiredMillis = from.halfExpiredMillis();
        keySketch = from.keySketch();
    }

    /**
     * Sets how the table is written.
     *
     * @param format name of the format's provider
     * @param codec name of the block codec
     * @return this
     */
    public TablePropertiesBuilder format(String format, String codec) {
        this.format = format;
        this.codec = codec;
        return this;
    }

    /**
     * Sets how many entries there are.
     *
     * @param entries versions of rows, tombstones included
     * @param tombstones row tombstones
     * @param rangeTombstones range tombstones
     * @return this
     */
    public TablePropertiesBuilder counts(long entries, long tombstones, long rangeTombstones) {
        this.entries = entries;
        this.tombstones = tombstones;
        this.rangeTombstones = rangeTombstones;
        return this;
    }

    /**
     * Sets the length of the file.
     *
     * @param fileBytes length in bytes
     * @return this
     */
    public TablePropertiesBuilder fileBytes(long fileBytes) {
        this.fileBytes = fileBytes;
        return this;
    }

    /**
     * Sets how much was stored.
     *
     * @param keyBytes bytes of keys before encoding
     * @param valueBytes bytes of values before compression
     * @return this
     */
    public TablePropertiesBuilder bytes(long keyBytes, long valueBytes) {
        this.keyBytes = keyBytes;
        this.valueBytes = valueBytes;
        return this;
    }

    /**
     * Sets the bounds of the keys. The arrays are not copied, and not to be changed.
     *
     * @param minKey least key, starts of range tombstones included; not to be changed
     * @param maxKey greatest key, ends of range tombstones included (though exclusive); not to be changed
     * @return this
     */
    public TablePropertiesBuilder keys(byte[] minKey, byte[] maxKey) {
        this.minKey = minKey;
        this.maxKey = maxKey;
        return this;
    }

    /**
     * Sets the bounds of the timestamps.
     *
     * @param minTimestamp least timestamp
     * @param maxTimestamp greatest timestamp
     * @return this
     */
    public TablePropertiesBuilder timestamps(long minTimestamp, long maxTimestamp) {
        this.minTimestamp = minTimestamp;
        this.maxTimestamp = maxTimestamp;
        return this;
    }

    /**
     * Sets the bounds of the sequences.
     *
     * @param minSequence least sequence
     * @param maxSequence greatest sequence
     * @return this
     */
    public TablePropertiesBuilder sequences(long minSequence, long maxSequence) {
        this.minSequence = minSequence;
        this.maxSequence = maxSequence;
        return this;
    }

    /**
     * Sets when rows expire.
     *
     * @param minExpiryMillis the first expiry of a row, 0 if no row expires
     * @param maxExpiryMillis the last expiry of a row, 0 if some row never expires
     * @return this
     */
    public TablePropertiesBuilder expiries(long minExpiryMillis, long maxExpiryMillis) {
        this.minExpiryMillis = minExpiryMillis;
        this.maxExpiryMillis = maxExpiryMillis;
        return this;
    }

    /**
     * Sets when half of the rows will have expired.
     *
     * @param halfExpiredMillis wall time in milliseconds, rounded up; 0 for never
     * @return this
     */
    public TablePropertiesBuilder halfExpired(long halfExpiredMillis) {
        this.halfExpiredMillis = halfExpiredMillis;
        return this;
    }

    /**
     * Sets a sample of the keys.
     *
     * @param keySketch of the keys of rows and row tombstones
     * @return this
     */
    public TablePropertiesBuilder keySketch(KeySketch keySketch) {
        this.keySketch = keySketch;
        return this;
    }

    /**
     * Sets when the table was written.
     *
     * @param createdMillis wall time in milliseconds
     * @return this
     */
    public TablePropertiesBuilder created(long createdMillis) {
        this.createdMillis = createdMillis;
        return this;
    }

    /**
     * Makes the properties.
     *
     * @return the properties
     */
    public TableProperties build() {
        return new TableProperties(this);
    }
}
