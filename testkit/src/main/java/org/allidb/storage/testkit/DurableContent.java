package org.allidb.storage.testkit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A file's content as a device has it, in pages. What changes a few pages of it shares the others, so that the sync of a large
 * file costs a comparison. Immutable.
 */
final class DurableContent {

    static final DurableContent EMPTY = new DurableContent(new byte[0][], 0);

    private static final int PAGE = 4096;

    private final byte[][] pages;
    private final int length;

    private DurableContent(byte[][] pages, int length) {
        this.pages = pages;
        this.length = length;
    }

    int length() {
        return length;
    }

    /** Returns this content, or what takes its place. */
    DurableContent replacedBy(MemorySegment content, long newLength) {
        byte[][] replaced = new byte[Math.toIntExact((newLength + PAGE - 1) / PAGE)][];
        boolean same = newLength == length;
        for (int page = 0; page < replaced.length; page++) {
            long start = (long) page * PAGE;
            int count = Math.clamp(newLength - start, 0, PAGE);
            if (page < pages.length && equal(pages[page], content, start, count)) {
                replaced[page] = pages[page];
            } else {
                replaced[page] = new byte[count];
                MemorySegment.copy(content, ValueLayout.JAVA_BYTE, start, replaced[page], 0, count);
                same = false;
            }
        }
        return same ? this : new DurableContent(replaced, Math.toIntExact(newLength));
    }

    /** Returns this content, or what takes its place. */
    DurableContent replacedBy(byte[] content) {
        return replacedBy(MemorySegment.ofArray(content), content.length);
    }

    /** Copies bytes that are there. */
    void read(long position, byte[] target, int offset, int count) {
        int copied = 0;
        while (copied < count) {
            int page = (int) ((position + copied) / PAGE);
            int from = (int) ((position + copied) % PAGE);
            int chunk = Math.min(count - copied, pages[page].length - from);
            System.arraycopy(pages[page], from, target, offset + copied, chunk);
            copied += chunk;
        }
    }

    /** Copies all of it to the front of a segment. */
    void copyTo(MemorySegment target) {
        for (int page = 0; page < pages.length; page++) {
            MemorySegment.copy(pages[page], 0, target, ValueLayout.JAVA_BYTE, (long) page * PAGE, pages[page].length);
        }
    }

    /** Returns it cut off, or with zeros behind it. */
    byte[] toArray(int newLength) {
        byte[] bytes = new byte[newLength];
        read(0, bytes, 0, Math.min(length, newLength));
        return bytes;
    }

    private static boolean equal(byte[] page, MemorySegment content, long start, int count) {
        return page.length == count
                && MemorySegment.mismatch(MemorySegment.ofArray(page), 0, count, content, start, start + count) < 0;
    }
}
