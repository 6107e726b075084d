package org.allidb.storage.sstable.internal.survey;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.sstable.internal.format.common.LittleEndian;
import org.allidb.storage.sstable.internal.format.common.TableHeader;
import org.allidb.storage.sstable.internal.format.common.TableIdentity;
import org.allidb.storage.sstable.internal.format.v1.DataBlock;
import org.allidb.storage.sstable.internal.read.TableBytes;
import org.jspecify.annotations.Nullable;

/**
 * A scan that finds data blocks without an index, by their trailers. The trailer of a plain block has the block's length, and
 * the checksum includes the block's place. A compressed block begins where the block before ended, or where bytes ended that
 * look like a trailer.
 */
final class BlockScan {

    private static final int WINDOW = 1 << 20;
    private static final int LEAST_BLOCK = 40;
    private static final int MAX_BLOCK = 64 << 20;
    private static final int MAX_STARTS = 64;

    private final TableBytes bytes;
    private final TableIdentity identity;
    private final TableSurvey survey;
    private final List<BlockHandle> blocks = new ArrayList<>();
    private final List<Long> starts = new ArrayList<>();
    private @Nullable DataBlock index;

    BlockScan(TableBytes bytes, TableSurvey survey, long[] otherStarts) {
        this.bytes = bytes;
        this.survey = survey;
        this.identity = survey.identity();
        for (long start : otherStarts) {
            starts.add(start);
        }
    }

    /** Scans the file up to an offset. */
    void run(long limit) throws IOException {
        starts.add((long) TableHeader.BYTES);
        byte[] window = new byte[WINDOW];
        long windowStart = 0;
        int windowLength = 0;
        long blockEnd = TableHeader.BYTES;
        for (long at = TableHeader.BYTES; at + BlockTrailer.BYTES <= limit && index == null; at++) {
            int i = (int) (at - windowStart);
            if (windowLength == 0 || i + BlockTrailer.BYTES > windowLength) {
                windowStart = at;
                windowLength = (int) Math.min(WINDOW, limit - at);
                bytes.read(at, window, 0, windowLength);
                i = 0;
            }
            int codec = LittleEndian.getInt(window, i);
            int rawLength = BlockTrailer.isKnown(codec) ? LittleEndian.getInt(window, i + 4) : 0;
            if (rawLength >= LEAST_BLOCK && rawLength <= MAX_BLOCK) {
                BlockHandle found = blockBefore(at, codec, rawLength, blockEnd);
                if (found != null) {
                    blockEnd = at + BlockTrailer.BYTES;
                    at = blockEnd - 1;
                    take(found);
                }
                noteStart(Math.max(blockEnd, found == null ? at + BlockTrailer.BYTES : 0));
            }
        }
    }

    /** Returns the blocks that were found, in the order of the file. */
    List<BlockHandle> blocks() {
        return blocks;
    }

    /** Returns the index, if the scan found it. */
    @Nullable
    DataBlock index() {
        return index;
    }

    private @Nullable BlockHandle blockBefore(long at, int codec, int rawLength, long from) throws IOException {
        if (codec == BlockTrailer.PLAIN) {
            return at - rawLength >= from && isIntact(at - rawLength, rawLength)
                    ? new BlockHandle(at - rawLength, rawLength)
                    : null;
        }
        for (long start : starts) {
            if (start >= from && at > start && at - start <= MAX_BLOCK && isIntact(start, (int) (at - start))) {
                return new BlockHandle(start, (int) (at - start));
            }
        }
        return null;
    }

    private boolean isIntact(long start, int length) throws IOException {
        byte[] stored = new byte[length + BlockTrailer.BYTES];
        bytes.read(start, stored, 0, stored.length);
        return BlockTrailer.isIntact(identity, start, stored, 0, length);
    }

    private void take(BlockHandle handle) throws IOException {
        byte[] raw;
        try {
            raw = survey.loader().load(handle);
        } catch (DamagedTableException e) {
            blocks.add(handle); // its codec is another one, or has a bug: a read reports it
            return;
        }
        DataBlock found = index(raw);
        if (found != null) {
            index = found;
        } else if (isData(raw)) {
            blocks.add(handle);
        }
    }

    private boolean isData(byte[] raw) {
        try {
            survey.decode(raw);
            return true;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return false; // the filter, or another block that is no data block
        }
    }

    private static @Nullable DataBlock index(byte[] raw) {
        try {
            DataBlock block = new DataBlock(raw);
            return block.sequence(0) == 0 ? block : null; // no row has the sequence 0
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private void noteStart(long start) {
        if (!starts.contains(start)) {
            starts.add(start);
            if (starts.size() > MAX_STARTS) {
                starts.removeFirst();
            }
        }
    }
}
