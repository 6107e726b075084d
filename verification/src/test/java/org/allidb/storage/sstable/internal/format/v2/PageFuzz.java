package org.allidb.storage.sstable.internal.format.v2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.ValueSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages: what the constructor accepts can be read, and made again; a copy that was not checked is read within its bounds. */
class PageFuzz {

    private static final ValueSource NOWHERE = new ValueSource() {
        @Override
        public void copy(long offset, byte[] target, int targetOffset, int length) {
            throw new AssertionError("nothing asks for a value");
        }

        @Override
        public MemorySegment memory() {
            return MemorySegment.NULL;
        }
    };

    static Stream<byte[]> seeds() {
        PageBuilder builder = new PageBuilder();
        EntryRun run = new EntryRun();
        for (int i = 0; i < 6; i++) {
            run.clear();
            byte[] key = ("key-" + i + "-long".substring(0, i)).getBytes(StandardCharsets.US_ASCII);
            byte type = i == 2 ? EntryType.DELETE : EntryType.PUT;
            run.key(key, 0, key.length)
                    .version(type, 1L << 9 * i, i, i == 1 ? 9 : 0)
                    .add(key, 0, type == EntryType.PUT ? i : 0);
            if (i == 3) {
                builder.addInExtent(run, 0, 1, 64);
            } else {
                builder.add(run, 0);
            }
        }
        return Stream.of(builder.build());
    }

    @MethodSource("seeds")
    @FuzzTest
    void pageIsRefusedOrReadAndMadeAgain(byte[] bytes) {
        walkUnchecked(bytes);
        Page page;
        try {
            page = new Page(bytes.clone());
        } catch (IllegalArgumentException e) {
            return;
        }
        PageBuilder builder = new PageBuilder();
        EntryRun run = new EntryRun();
        for (int i = 0; i < page.count(); i++) {
            run.clear();
            boolean inExtent = page.isInExtent(i);
            if (inExtent) {
                page.begin(i, run).add(new byte[0], 0, page.valueLength(i));
                builder.addInExtent(run, 0, page.extent(i), page.extentOffset(i));
            } else {
                assertTrue(page.addTo(run, i, page.sequence(i)));
                builder.add(run, 0);
            }
            byte[] key = run.key(0);
            int found = page.find(key, 0, key.length);
            assertTrue(found >= 0 && found <= page.count());
        }
        Page again = new Page(builder.build());
        assertEquals(page.count(), again.count());
        for (int i = 0; i < page.count(); i++) {
            assertEquals(page.type(i), again.type(i));
            assertEquals(page.timestamp(i), again.timestamp(i));
            assertEquals(page.sequence(i), again.sequence(i));
            assertEquals(page.expiry(i), again.expiry(i));
            assertEquals(page.valueLength(i), again.valueLength(i));
            assertArrayEquals(key(page, i), key(again, i));
        }
    }

    private static void walkUnchecked(byte[] bytes) {
        try {
            Page page = Page.unchecked(bytes, bytes.length);
            EntryRun run = new EntryRun();
            page.addTo(run, 0, Math.min(page.count(), EntryRun.CAPACITY), Long.MAX_VALUE, NOWHERE, 0);
            for (int i = 0; i < run.size(); i++) {
                assertTrue(run.valueLength(i) >= 0 && run.valueOffset(i) + run.valueLength(i) <= bytes.length);
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // refused
        }
    }

    private static byte[] key(Page page, int i) {
        EntryRun run = new EntryRun();
        page.begin(i, run).add(new byte[0], 0, 0);
        return run.key(0);
    }
}
