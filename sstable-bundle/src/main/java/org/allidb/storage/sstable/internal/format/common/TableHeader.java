package org.allidb.storage.sstable.internal.format.common;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The header of a table, its first bytes. */
public final class TableHeader {

    /** The bytes of a header. */
    public static final int BYTES = 64;
    /** The version whose pages may be compressed with a dictionary. */
    public static final int WITH_DICTIONARY = 3;
    /** The latest version of the format. */
    public static final int LATEST = WITH_DICTIONARY;

    static final byte[] MAGIC = "ALLIDBST".getBytes(StandardCharsets.US_ASCII);
    private static final int CRC_AT = 32;

    private TableHeader() {}

    /** Encodes the header of a table of a version. */
    public static byte[] encode(TableIdentity identity, int version) {
        byte[] bytes = new byte[BYTES];
        System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
        LittleEndian.putInt(bytes, 8, version);
        LittleEndian.putLong(bytes, 16, identity.generation());
        LittleEndian.putLong(bytes, 24, identity.tableId());
        LittleEndian.putInt(bytes, CRC_AT, crc(bytes));
        return bytes;
    }

    /** Returns the version of an intact header; 0 if the bytes are no intact header. */
    public static int version(byte[] bytes) {
        boolean intact = Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                && LittleEndian.getInt(bytes, CRC_AT) == crc(bytes);
        return intact ? LittleEndian.getInt(bytes, 8) : 0;
    }

    /** Returns whether bytes begin like a table. */
    public static boolean hasMagic(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CRC_AT);
        return (int) crc.getValue();
    }
}
