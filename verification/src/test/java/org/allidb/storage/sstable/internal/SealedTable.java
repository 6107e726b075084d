package org.allidb.storage.sstable.internal;

import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.sstable.internal.format.common.LittleEndian;
import org.allidb.storage.sstable.internal.format.common.PageFields;
import org.allidb.storage.sstable.internal.format.common.TableFooter;
import org.allidb.storage.sstable.internal.format.common.TableHeader;
import org.allidb.storage.sstable.internal.format.common.TableIdentity;
import org.allidb.storage.sstable.internal.format.common.ValueExtents;
import org.allidb.storage.sstable.internal.format.v1.DataBlock;
import org.allidb.storage.sstable.internal.format.v2.PointBucket;

/** Makes the checksums of a table right, wherever there is something that could have one. */
final class SealedTable {

    /** What a block may say to be long before compression. */
    private static final int MOST_RAW = 1 << 20;

    private static final int EXTENT = 16;

    private final byte[] bytes;
    private final TableIdentity identity;
    private final Codecs codecs;

    private SealedTable(byte[] bytes, TableIdentity identity, Codecs codecs) {
        this.bytes = bytes;
        this.identity = identity;
        this.codecs = codecs;
    }

    static byte[] of(byte[] table, TableIdentity identity, Codecs codecs) {
        SealedTable sealed = new SealedTable(table.clone(), identity, codecs);
        sealed.seal();
        return sealed.bytes;
    }

    private void seal() {
        int version = 1 + Math.floorMod(bytes[8] - 1, TableHeader.LATEST);
        int footerBytes = TableFooter.bytes(version);
        if (bytes.length < TableHeader.BYTES + footerBytes) {
            return;
        }
        System.arraycopy(TableHeader.encode(identity, version), 0, bytes, 0, TableHeader.BYTES);
        int handlesAt = bytes.length - TableFooter.BYTES;
        int footerAt = bytes.length - footerBytes;
        PageFields fields = version == 1 ? null : PageFields.read(bytes, footerAt, version);
        TableFooter footer = new TableFooter(
                handle(handlesAt, 0),
                handle(handlesAt, 1),
                handle(handlesAt, 2),
                handle(handlesAt, 3),
                handle(handlesAt, 4),
                LittleEndian.getInt(bytes, handlesAt + 5 * BlockHandle.BYTES),
                identity,
                fields);
        if (footer.index().isWithin(bytes.length)) {
            sealDataBlocks(footer.index());
        }
        if (footer.extents().isWithin(bytes.length)) {
            sealExtents((int) footer.extents().offset(), footer.extents().length());
        }
        if (fields != null && fields.isWithin(bytes.length)) {
            sealPoints(fields.pointIndex());
            if (fields.dictionary() != null) {
                seal(fields.dictionary());
            }
        }
        seal(footer.index());
        seal(footer.filter());
        seal(footer.rangeTombstones());
        seal(footer.extents());
        seal(footer.properties());
        System.arraycopy(footer.encode(), 0, bytes, footerAt, footerBytes);
    }

    private void sealPoints(BlockHandle points) {
        for (int at = 0; at < points.length(); at += PointBucket.PAGE_BYTES) {
            seal(new BlockHandle(points.offset() + at, PointBucket.PAGE_PAYLOAD));
        }
    }

    private BlockHandle handle(int footerAt, int number) {
        return BlockHandle.read(bytes, footerAt + number * BlockHandle.BYTES);
    }

    private void seal(BlockHandle handle) {
        if (handle.isWithin(bytes.length)) {
            int start = (int) handle.offset();
            int kinds = BlockTrailer.WITH_DICTIONARY + 1;
            byte codec = (byte) Math.floorMod(BlockTrailer.codec(bytes, start, handle.length()), kinds);
            int rawLength = Math.floorMod(BlockTrailer.rawLength(bytes, start, handle.length()), MOST_RAW);
            BlockTrailer.write(identity, new BlockHandle(start, handle.length()), bytes, start, codec, rawLength);
        }
    }

    private void sealDataBlocks(BlockHandle indexHandle) {
        int start = (int) indexHandle.offset();
        byte[] payload = java.util.Arrays.copyOfRange(bytes, start, start + indexHandle.length());
        try {
            if (BlockTrailer.codec(bytes, start, indexHandle.length()) == BlockTrailer.COMPRESSED) {
                byte[] raw =
                        new byte[Math.floorMod(BlockTrailer.rawLength(bytes, start, indexHandle.length()), MOST_RAW)];
                codecs.codec("lz4").decompress(payload, 0, payload.length, raw, 0, raw.length);
                payload = raw;
            }
            DataBlock index = new DataBlock(payload);
            for (int i = 0; i < index.count(); i++) {
                if (!index.isInExtent(i) && index.valueLength(i) == BlockHandle.BYTES) {
                    seal(BlockHandle.read(payload, index.valueOffset(i)));
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // no index that leads anywhere
        }
    }

    private void sealExtents(int start, int length) {
        for (int at = start + 4; at + EXTENT <= start + length; at += EXTENT) {
            long offset = LittleEndian.getLong(bytes, at);
            int extent = LittleEndian.getInt(bytes, at + 8);
            if (offset >= 0 && extent >= 0 && offset <= bytes.length - (long) extent) {
                byte[] content = java.util.Arrays.copyOfRange(bytes, (int) offset, (int) offset + extent);
                int checksum = ValueExtents.checksum(identity, offset, content, extent);
                for (int i = 0; i < Integer.BYTES; i++) {
                    bytes[at + 12 + i] = (byte) (checksum >> 8 * i);
                }
            }
        }
    }
}
