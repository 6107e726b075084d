package org.allidb.storage.sstable.internal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLongArray;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.sstable.internal.format.v1.MappedBlock;

/**
 * Looks rows up in the mapped file of a table that is not compressed. A block is checked once while the table is open, on
 * a copy, and from then on searched where it is: a lookup copies nothing but the value, and takes no room in the cache.
 * Thread-safe.
 */
final class MappedLookup {

    private static final ThreadLocal<MappedBlock> BLOCK = ThreadLocal.withInitial(MappedBlock::new);
    private static final byte[] NO_VALUE = {};

    private final TableBytes bytes;
    private final TableMetadata metadata;
    private final LargeValues largeValues;
    /** A bit for each block that was checked. */
    private final AtomicLongArray checked;

    /** Checks a block. */
    @FunctionalInterface
    interface BlockCheck {

        /** Fails if a block's checksum does not match, or its content makes no sense. */
        void check(int number) throws IOException;
    }

    private final BlockCheck check;

    MappedLookup(TableBytes bytes, TableMetadata metadata, LargeValues largeValues, BlockCheck check) {
        this.bytes = bytes;
        this.metadata = metadata;
        this.largeValues = largeValues;
        this.check = check;
        this.checked = new AtomicLongArray((metadata.dataBlocks() + Long.SIZE - 1) / Long.SIZE);
    }

    /** Offers the newest visible version of a row. */
    void get(MemorySegment mapping, LookupKey key, long maxSequence, Lookup lookup) throws IOException {
        try {
            search(mapping, key, maxSequence, lookup);
        } catch (InternalError e) {
            throw new IOException("the device of " + bytes.name() + " failed under its mapping", e);
        } catch (IllegalStateException e) {
            throw new IOException(bytes.name() + " is closed", e);
        } catch (IndexOutOfBoundsException e) {
            throw metadata.loader().damaged(0, "one of its blocks has changed since it was checked");
        }
    }

    private void search(MemorySegment mapping, LookupKey key, long maxSequence, Lookup lookup) throws IOException {
        byte[] wanted = key.bytes();
        int length = key.length();
        MappedBlock block = BLOCK.get();
        for (int b = metadata.findBlock(wanted, 0, length); b < metadata.dataBlocks(); b++) {
            checkOnce(b);
            int i = block.find(mapping, metadata.blockOffset(b), wanted, length);
            for (; i < block.count(); i++) {
                if (!block.hasKey(i, wanted, length)) {
                    return;
                }
                if (block.sequence(i) <= maxSequence) {
                    offer(mapping, block, i, lookup);
                    return;
                }
            }
        }
    }

    private void checkOnce(int number) throws IOException {
        int word = number / Long.SIZE;
        long bit = 1L << number;
        if ((checked.get(word) & bit) == 0) {
            check.check(number);
            checked.accumulateAndGet(word, bit, (before, more) -> before | more);
        }
    }

    private void offer(MemorySegment mapping, MappedBlock block, int i, Lookup lookup) throws IOException {
        int length = block.valueLength(i);
        long timestamp = block.timestamp(i);
        long sequence = block.sequence(i);
        long expiry = block.expiry(i);
        if (block.type(i) != EntryType.PUT) {
            lookup.offer(block.type(i), timestamp, sequence, expiry, NO_VALUE, 0, 0);
        } else if (block.isInExtent(i)) {
            largeValues.mapped(block.extent(i), block.extentOffset(i), length);
            long at = largeValues.fileOffset(block.extent(i), block.extentOffset(i));
            lookup.offer(timestamp, sequence, expiry, mapping, at, length);
        } else {
            lookup.offer(timestamp, sequence, expiry, mapping, block.valueOffset(i), length);
        }
    }
}
