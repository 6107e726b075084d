package org.allidb.storage.sstable.internal.format.common;

import java.util.zip.CRC32C;

/**
 * The identity of a table. It is part of every checksum, so that a block of another table or place is not valid.
 *
 * @param generation the tenant's generation
 * @param tableId the table's number
 */
public record TableIdentity(long generation, long tableId) {

    /** Returns a checksum that includes the identity and the place of a block. */
    public CRC32C crc(long offset) {
        byte[] place = new byte[3 * Long.BYTES];
        LittleEndian.putLong(place, 0, generation);
        LittleEndian.putLong(place, 8, tableId);
        LittleEndian.putLong(place, 16, offset);
        CRC32C crc = new CRC32C();
        crc.update(place, 0, place.length);
        return crc;
    }
}
