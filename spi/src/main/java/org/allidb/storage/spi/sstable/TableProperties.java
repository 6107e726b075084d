package org.allidb.storage.spi.sstable;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What a table says of itself; also kept in the manifest, so that plans and reads need not open the table.
 *
 * @param tableId its number, unique for the tenant
 * @param tenantGeneration whose it is
 * @param format name of the format's provider
 * @param codec name of the block codec
 * @param fileBytes length of the file in bytes
 * @param entries versions of rows, tombstones included
 * @param tombstones row tombstones
 * @param rangeTombstones range tombstones
 * @param keyBytes bytes of keys before encoding
 * @param valueBytes bytes of values before compression
 * @param minKey least key, starts of range tombstones included; not to be changed
 * @param maxKey greatest key, ends of range tombstones included (though exclusive); not to be changed
 * @param minTimestamp least timestamp
 * @param maxTimestamp greatest timestamp
 * @param minSequence least sequence
 * @param maxSequence greatest sequence
 * @param minExpiryMillis the first expiry of a row, 0 if no row expires
 * @param maxExpiryMillis the last expiry of a row, 0 if some row never expires
 * @param createdMillis wall time in milliseconds
 * @param halfExpiredMillis when half of the rows will have expired, tombstones not counted, rounded up; 0 if fewer than half
 *     expire, or if that is not known of a table that an older version wrote
 */
@ProviderType
public record TableProperties(
        long tableId,
        long tenantGeneration,
        String format,
        String codec,
        long fileBytes,
        long entries,
        long tombstones,
        long rangeTombstones,
        long keyBytes,
        long valueBytes,
        byte[] minKey,
        byte[] maxKey,
        long minTimestamp,
        long maxTimestamp,
        long minSequence,
        long maxSequence,
        long minExpiryMillis,
        long maxExpiryMillis,
        long createdMillis,
        long halfExpiredMillis) {

    /**
     * The same but for when half of the rows will have expired.
     *
     * @param millis wall time in milliseconds, 0 for never
     * @return changed properties
     */
    public TableProperties withHalfExpiredMillis(long millis) {
        return new TableProperties(
                tableId,
                tenantGeneration,
                format,
                codec,
                fileBytes,
                entries,
                tombstones,
                rangeTombstones,
                keyBytes,
                valueBytes,
                minKey,
                maxKey,
                minTimestamp,
                maxTimestamp,
                minSequence,
                maxSequence,
                minExpiryMillis,
                maxExpiryMillis,
                createdMillis,
                millis);
    }
}
