package org.allidb.storage.sstable.internal.survey;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.sstable.internal.format.common.LittleEndian;
import org.allidb.storage.sstable.internal.format.common.TableHeader;
import org.allidb.storage.sstable.internal.read.BlockLoader;
import org.allidb.storage.sstable.internal.read.TableBytes;

/** A walk over the blocks before a damaged footer, last first: they are plain, and so their trailers have their lengths. */
final class MetadataWalk {

    private final TableBytes bytes;
    private final BlockLoader loader;
    private final List<BlockHandle> found;
    private long bytesRead;

    /** Receives the payload of a block; an unchecked exception means that the payload is wrong. */
    interface Taker {
        void take(byte[] raw) throws IOException;
    }

    /**
     * Creates a walk.
     *
     * @param found receives the blocks that are intact
     */
    MetadataWalk(TableBytes bytes, BlockLoader loader, List<BlockHandle> found) {
        this.bytes = bytes;
        this.loader = loader;
        this.found = found;
    }

    /** Returns the bytes of the blocks that were found. */
    long bytesRead() {
        return bytesRead;
    }

    /** Reads the plain block that ends at an offset; returns where it starts, or -1. */
    long before(long end, Taker taker) throws IOException {
        if (end < TableHeader.BYTES + BlockTrailer.BYTES) {
            return -1;
        }
        byte[] trailer = new byte[BlockTrailer.BYTES];
        bytes.read(end - trailer.length, trailer, 0, trailer.length);
        int length = BlockTrailer.rawLength(trailer, 0, 0);
        BlockHandle handle = new BlockHandle(end - trailer.length - length, length);
        if (LittleEndian.getInt(trailer, 0) != BlockTrailer.PLAIN
                || length < 0
                || handle.offset() < TableHeader.BYTES
                || !handle.isWithin(bytes.size())) {
            return -1;
        }
        try {
            taker.take(loader.load(handle));
            found.add(handle);
            bytesRead += length + BlockTrailer.BYTES;
            return handle.offset();
        } catch (DamagedTableException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return -1;
        }
    }
}
