package org.allidb.storage.sstable.internal.format.v1;

import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The footer of a table, its last bytes.
 *
 * @param index where the index is
 * @param filter where the filter is
 * @param rangeTombstones where the range tombstones are
 * @param extents where the list of extents is
 * @param properties where the properties are
 * @param dataBlocks how many data blocks there are
 * @param identity which table it is
 */
public record TableFooter(
        BlockHandle index,
        BlockHandle filter,
        BlockHandle rangeTombstones,
        BlockHandle extents,
        BlockHandle properties,
        int dataBlocks,
        TableIdentity identity) {

    private static final int HANDLES = 5 * BlockHandle.BYTES;
    private static final int VERSION_AT = HANDLES + 4 + 16;
    private static final int CRC_AT = VERSION_AT + 4;
    /** The bytes of a footer. */
    public static final int BYTES = CRC_AT + 4 + 8;

    /** Encodes the footer. */
    public byte[] encode() {
        byte[] bytes = new byte[BYTES];
        index.write(bytes, 0);
        filter.write(bytes, BlockHandle.BYTES);
        rangeTombstones.write(bytes, 2 * BlockHandle.BYTES);
        extents.write(bytes, 3 * BlockHandle.BYTES);
        properties.write(bytes, 4 * BlockHandle.BYTES);
        LittleEndian.putInt(bytes, HANDLES, dataBlocks);
        LittleEndian.putLong(bytes, HANDLES + 4, identity.generation());
        LittleEndian.putLong(bytes, HANDLES + 12, identity.tableId());
        LittleEndian.putInt(bytes, VERSION_AT, TableHeader.VERSION);
        LittleEndian.putInt(bytes, CRC_AT, crc(bytes));
        System.arraycopy(TableHeader.MAGIC, 0, bytes, CRC_AT + 4, TableHeader.MAGIC.length);
        return bytes;
    }

    /** Decodes a footer; empty if the bytes are no intact footer. */
    public static Optional<TableFooter> decode(byte[] bytes) {
        boolean intact = Arrays.equals(bytes, CRC_AT + 4, BYTES, TableHeader.MAGIC, 0, TableHeader.MAGIC.length)
                && LittleEndian.getInt(bytes, CRC_AT) == crc(bytes)
                && LittleEndian.getInt(bytes, VERSION_AT) == TableHeader.VERSION;
        if (!intact) {
            return Optional.empty();
        }
        return Optional.of(new TableFooter(
                BlockHandle.read(bytes, 0),
                BlockHandle.read(bytes, BlockHandle.BYTES),
                BlockHandle.read(bytes, 2 * BlockHandle.BYTES),
                BlockHandle.read(bytes, 3 * BlockHandle.BYTES),
                BlockHandle.read(bytes, 4 * BlockHandle.BYTES),
                LittleEndian.getInt(bytes, HANDLES),
                new TableIdentity(
                        LittleEndian.getLong(bytes, HANDLES + 4), LittleEndian.getLong(bytes, HANDLES + 12))));
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CRC_AT);
        return (int) crc.getValue();
    }
}
