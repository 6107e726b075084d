package org.allidb.storage.sstable.internal.cache;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;
import org.allidb.storage.sstable.internal.format.v1.DataBlock;
import org.allidb.storage.sstable.internal.format.v1.DataBlockBuilder;
import org.allidb.storage.verification.Interleavings;
import org.junit.jupiter.api.Test;

/** The cache never holds more than it may, and knows of every block that it holds, however threads interleave. */
class BlockCacheConcurrencyTest {

    private static final int BLOCKS = 6;
    private static final int ROOM = 4;
    private static final List<EntryBlock> CONTENT = IntStream.range(0, BLOCKS)
            .mapToObj(BlockCacheConcurrencyTest::block)
            .toList();

    private static final int EACH = CONTENT.getFirst().heapBytes();

    private static EntryBlock block(int number) {
        DataBlockBuilder builder = new DataBlockBuilder();
        builder.key(new byte[] {(byte) number}, 0, 1).version(EntryType.PUT, 1, 1, 0);
        builder.reserveValue(0);
        builder.inline(0);
        return new DataBlock(builder.build(0));
    }

    /** A cache with room for some of the blocks of two tables. */
    private static final class Tables {

        private final BlockCache cache = new BlockCache((long) ROOM * EACH, () -> 0);
        private final AtomicReferenceArray<EntryBlock> one = new AtomicReferenceArray<>(BLOCKS);
        private final AtomicReferenceArray<EntryBlock> other = new AtomicReferenceArray<>(BLOCKS);

        void read(AtomicReferenceArray<EntryBlock> table, int... blocks) {
            for (int number : blocks) {
                EntryBlock found = cache.get(table, number);
                if (found == null) {
                    cache.put(table, number, CONTENT.get(number), true);
                } else if (found != CONTENT.get(number)) {
                    throw new AssertionError("another block is in slot " + number);
                }
            }
        }

        void check() {
            long held = held(one) + held(other);
            long counted = cache.bytes();
            if (counted > (long) ROOM * EACH || held > counted) {
                throw new AssertionError(held + " bytes are in slots, " + counted + " are counted");
            }
        }

        private static long held(AtomicReferenceArray<EntryBlock> table) {
            return IntStream.range(0, BLOCKS).filter(i -> table.get(i) != null).count() * EACH;
        }
    }

    @Test
    void everyInterleavingOfReadersThatEvict() {
        Interleavings.check(40, () -> {
            Tables tables = new Tables();
            Interleavings.together(
                    () -> tables.read(tables.one, 0, 1, 2),
                    () -> tables.read(tables.one, 2, 3, 0),
                    () -> tables.read(tables.other, 0, 1));
            tables.check();
        });
    }

    @Test
    void everyInterleavingWithATableThatIsDropped() {
        Interleavings.check(40, () -> {
            Tables tables = new Tables();
            tables.read(tables.one, 0, 1);
            Interleavings.together(
                    () -> tables.cache.drop(tables.one),
                    () -> tables.read(tables.other, 0, 1, 2),
                    () -> tables.read(tables.other, 2, 3, 4));
            tables.check();
            if (Tables.held(tables.one) > 0) {
                throw new AssertionError("blocks of a dropped table are held");
            }
        });
    }

    @Test
    void manyReadersOnRealThreads() {
        Interleavings.stress(20, () -> {
            Tables tables = new Tables();
            Interleavings.Body reader = () -> {
                for (int i = 0; i < 2_000; i++) {
                    tables.read(i % 3 == 0 ? tables.other : tables.one, i % BLOCKS, i * 7 % BLOCKS);
                }
            };
            Interleavings.together(reader, reader, reader);
            tables.check();
        });
    }
}
