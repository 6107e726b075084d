package org.allidb.storage.sstable.internal.format.common;

import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The footer of a table, its last bytes. Those of versions 2 and 3 are that of version 1 with more fields before it.
 *
 * @param index where the index is
 * @param filter where the filter is
 * @param rangeTombstones where the range tombstones are
 * @param extents where the list of extents is
 * @param properties where the properties are
 * @param dataBlocks how many data blocks there are
 * @param identity which table it is
 * @param pages what later versions have more; null for version 1
 */
public record TableFooter(
        BlockHandle index,
        BlockHandle filter,
        BlockHandle rangeTombstones,
        BlockHandle extents,
        BlockHandle properties,
        int dataBlocks,
        TableIdentity identity,
        @Nullable PageFields pages) {

    private static final int HANDLES = 5 * BlockHandle.BYTES;
    private static final int VERSION_AT = HANDLES + 4 + 16;
    private static final int CRC_AT = VERSION_AT + 4;
    /** The bytes of the shortest footer. */
    public static final int BYTES = CRC_AT + 4 + 8;
    /** The bytes of the longest footer. */
    public static final int MAX_BYTES = PageFields.MAX_BYTES + BYTES;

    /** Returns the version of the table. */
    public int version() {
        return pages == null ? 1 : pages.version();
    }

    /** Returns the bytes of the footers of a version. */
    public static int bytes(int version) {
        return PageFields.bytes(version) + BYTES;
    }

    /** Encodes the footer. */
    public byte[] encode() {
        int before = PageFields.bytes(version());
        byte[] bytes = new byte[before + BYTES];
        if (pages != null) {
            pages.write(bytes, 0);
        }
        index.write(bytes, before);
        filter.write(bytes, before + BlockHandle.BYTES);
        rangeTombstones.write(bytes, before + 2 * BlockHandle.BYTES);
        extents.write(bytes, before + 3 * BlockHandle.BYTES);
        properties.write(bytes, before + 4 * BlockHandle.BYTES);
        LittleEndian.putInt(bytes, before + HANDLES, dataBlocks);
        LittleEndian.putLong(bytes, before + HANDLES + 4, identity.generation());
        LittleEndian.putLong(bytes, before + HANDLES + 12, identity.tableId());
        LittleEndian.putInt(bytes, before + VERSION_AT, version());
        LittleEndian.putInt(bytes, before + CRC_AT, crc(bytes, 0, before + CRC_AT));
        System.arraycopy(TableHeader.MAGIC, 0, bytes, before + CRC_AT + 4, TableHeader.MAGIC.length);
        return bytes;
    }

    /**
     * Decodes a footer.
     *
     * @param tail the last bytes of the file, {@link #MAX_BYTES} if it has so many
     * @return empty if the bytes end in no intact footer
     */
    public static Optional<TableFooter> decode(byte[] tail) {
        int at = tail.length - BYTES;
        if (at < 0
                || !Arrays.equals(tail, at + CRC_AT + 4, at + BYTES, TableHeader.MAGIC, 0, TableHeader.MAGIC.length)) {
            return Optional.empty();
        }
        int version = LittleEndian.getInt(tail, at + VERSION_AT);
        int before = PageFields.bytes(version);
        boolean intact = version >= 1
                && version <= TableHeader.LATEST
                && at >= before
                && LittleEndian.getInt(tail, at + CRC_AT) == crc(tail, at - before, before + CRC_AT);
        if (!intact) {
            return Optional.empty();
        }
        return Optional.of(new TableFooter(
                BlockHandle.read(tail, at),
                BlockHandle.read(tail, at + BlockHandle.BYTES),
                BlockHandle.read(tail, at + 2 * BlockHandle.BYTES),
                BlockHandle.read(tail, at + 3 * BlockHandle.BYTES),
                BlockHandle.read(tail, at + 4 * BlockHandle.BYTES),
                LittleEndian.getInt(tail, at + HANDLES),
                new TableIdentity(
                        LittleEndian.getLong(tail, at + HANDLES + 4), LittleEndian.getLong(tail, at + HANDLES + 12)),
                version == 1 ? null : PageFields.read(tail, at - before, version)));
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
