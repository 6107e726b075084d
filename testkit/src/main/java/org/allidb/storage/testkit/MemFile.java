package org.allidb.storage.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A file's content twice: as the page cache has it, and as the device has it. What differs is at the mercy of a power cut.
 * Content that has not changed since is shared by the images that are made of it.
 */
final class MemFile {

    private static final int PAGE = 4096;
    private static final int SMALLEST_SECTOR = 512;
    private static final int[] SECTORS = {SMALLEST_SECTOR, 4096};
    private static final byte[] EMPTY = {};

    /** Null if it is what the device has. */
    private @Nullable MemorySegment cached;

    private long size;
    /** Whether the cached content is that of other files too, so that it must not be changed in place. */
    private boolean shared = true;
    /** Whether the cached content may differ from the device's. */
    private boolean dirty;
    /** Whether it may be changed through a mapping, unnoticed. */
    private boolean mapped;
    /** Whether it is mapped. */
    private boolean watched;

    private DurableContent durable = DurableContent.EMPTY;
    /** Content at the last failed sync, and the sectors that the device did not get then. */
    private byte[] givenUp = EMPTY;

    private int failures;

    private final BitSet lost = new BitSet();
    /** Pages that occupy space. */
    private final BitSet occupied = new BitSet();

    long size() {
        return size;
    }

    /** Bytes that the file occupies: those that were written, in whole pages. */
    long occupiedBytes() {
        return (long) occupied.cardinality() * PAGE;
    }

    /** Bytes that a write would occupy beside those that are. */
    long occupiedBy(long position, int length) {
        int first = (int) (position / PAGE);
        int last = (int) ((position + length + PAGE - 1) / PAGE);
        return (long) (last - first - occupied.get(first, last).cardinality()) * PAGE;
    }

    int read(long position, byte[] target, int offset, int length) {
        if (position >= size) {
            return 0;
        }
        int count = Math.clamp(size - position, 0, length);
        if (cached == null) {
            durable.read(position, target, offset, count);
        } else {
            MemorySegment.copy(cached, ValueLayout.JAVA_BYTE, position, target, offset, count);
        }
        return count;
    }

    void write(long position, byte[] source, int offset, int length) {
        if (position + length > size) {
            setSize(position + length);
        }
        MemorySegment.copy(source, offset, own(capacity()), ValueLayout.JAVA_BYTE, position, length);
        occupied.set((int) (position / PAGE), (int) ((position + length + PAGE - 1) / PAGE));
        // what is written is dirty again, even if it is the same
        lost.clear((int) (position / SMALLEST_SECTOR), (int)
                ((position + length + SMALLEST_SECTOR - 1) / SMALLEST_SECTOR));
    }

    void setSize(long newSize) {
        if (newSize < size) {
            own(capacity()).asSlice(newSize, size - newSize).fill((byte) 0);
            occupied.clear((int) ((newSize + PAGE - 1) / PAGE), Integer.MAX_VALUE);
        } else {
            var _ = own(newSize > capacity() ? Math.max(newSize, 2 * size) : capacity());
        }
        size = newSize;
    }

    /** Bytes for which the cached content has room. */
    private long capacity() {
        return cached == null ? size : cached.byteSize();
    }

    /** Makes the content one that may be changed, and returns it. */
    private MemorySegment own(long capacity) {
        dirty = true;
        MemorySegment owned = cached;
        if (owned == null || shared || capacity > owned.byteSize()) {
            if (mapped || watched) {
                throw new IllegalStateException("a file that is mapped is not copied or grown in this model");
            }
            owned = MemorySegment.ofArray(new byte[Math.toIntExact(capacity)]);
            copyTo(owned);
            cached = owned;
            shared = false;
        }
        return owned;
    }

    MemorySegment map(long offset, long length, boolean forWriting) {
        MemorySegment content = cached;
        if (content == null || !content.isNative() || forWriting && shared) {
            if (mapped) {
                throw new IllegalStateException("a mapping is native memory");
            }
            content = Arena.ofAuto().allocate(Math.max(1, capacity()), PAGE);
            copyTo(content);
            cached = content;
            shared = false;
        }
        mapped |= forWriting;
        dirty |= forWriting;
        watched |= !forWriting;
        return content.asSlice(offset, length);
    }

    void sync() {
        if (!dirty && lost.isEmpty()) {
            return;
        }
        if (!lost.isEmpty()) {
            syncWithLost();
        } else if (cached != null) {
            durable = durable.replacedBy(cached, size);
        }
        dirty = mapped || !lost.isEmpty();
    }

    /** Syncs all but the sectors that were given up and have not changed since. */
    private void syncWithLost() {
        byte[] now = content();
        byte[] had = durable.toArray(now.length);
        for (int sector = lost.nextSetBit(0); sector >= 0; sector = lost.nextSetBit(sector + 1)) {
            int start = Math.min(sector * SMALLEST_SECTOR, now.length);
            int end = Math.min(start + SMALLEST_SECTOR, now.length);
            if (end <= givenUp.length && Arrays.equals(now, start, end, givenUp, start, end)) {
                System.arraycopy(had, start, now, start, end - start);
            } else {
                lost.clear(sector);
            }
        }
        durable = durable.replacedBy(now);
    }

    /** Fails a sync: what is dirty is taken for clean from now on, and no later sync writes it unless it changes. */
    void failSync() {
        byte[] now = content();
        byte[] had = durable.toArray(now.length);
        for (int start = 0; start < now.length; start += SMALLEST_SECTOR) {
            int end = Math.min(start + SMALLEST_SECTOR, now.length);
            if (!Arrays.equals(now, start, end, had, start, end)) {
                lost.set(start / SMALLEST_SECTOR);
            }
        }
        givenUp = now;
        failures++;
    }

    /** Returns how many syncs have failed. */
    int failures() {
        return failures;
    }

    /** Writes back a sector, as a device may at any time. */
    void writeBackSome(Random random) {
        if (size > 0) {
            byte[] written = durable.toArray(Math.toIntExact(size));
            int sector = SECTORS[random.nextInt(SECTORS.length)];
            long start = random.nextLong(size) / sector * sector;
            int length = (int) Math.min(sector, size - start);
            read(start, written, (int) start, length);
            durable = durable.replacedBy(written);
        }
    }

    /** Returns the file as it may be found after a power cut. */
    MemFile afterPowerCut(Random random) {
        MemFile file = new MemFile();
        file.occupied.or(occupied);
        if (!dirty) {
            // nothing is at risk
            file.durable = durable;
            file.size = size;
            if (cached != null && cached.isNative()) {
                file.cached = cached;
                shared = true;
            }
            return file;
        }
        file.durable = survivingContent(random);
        file.size = file.durable.length();
        return file;
    }

    /** Copies it, with what is durable and what is not. */
    MemFile copy() {
        if (!dirty && lost.isEmpty()) {
            return afterPowerCut(new Random(0));
        }
        MemFile file = new MemFile();
        file.occupied.or(occupied);
        file.cached = MemorySegment.ofArray(content());
        file.size = size;
        file.durable = durable;
        file.dirty = true;
        file.givenUp = givenUp;
        file.lost.or(lost);
        return file;
    }

    private DurableContent survivingContent(Random random) {
        byte[] now = content();
        if (random.nextInt(4) == 0) {
            // all of it, or nothing of it, happens more often than chance would have it
            return random.nextBoolean() ? durable.replacedBy(now) : durable;
        }
        int length = survivingLength(now.length, random);
        byte[] found = durable.toArray(length);
        int sector = SECTORS[random.nextInt(SECTORS.length)];
        int end = Math.min(length, now.length);
        for (int start = differenceFrom(0, now, found, end); start < end; ) {
            int from = start / sector * sector;
            int to = Math.min(from + sector, end);
            switch (random.nextInt(4)) {
                case 0 -> System.arraycopy(now, from, found, from, to - from);
                case 1 -> System.arraycopy(now, from, found, from, random.nextInt(to - from + 1));
                default -> {
                    // lost: as the device had it; beyond its end, zeros
                }
            }
            start = to < end ? differenceFrom(to, now, found, end) : end;
        }
        return durable.replacedBy(found);
    }

    /** Returns where two contents differ next, or the end. */
    private static int differenceFrom(int start, byte[] now, byte[] had, int end) {
        int mismatch = Arrays.mismatch(now, start, end, had, start, end);
        return mismatch < 0 ? end : start + mismatch;
    }

    private int survivingLength(int now, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> durable.length();
            case 1 -> now;
            default -> Math.min(now, durable.length()) + random.nextInt(Math.abs(now - durable.length()) + 1);
        };
    }

    private byte[] content() {
        byte[] bytes = new byte[Math.toIntExact(size)];
        copyTo(MemorySegment.ofArray(bytes));
        return bytes;
    }

    private void copyTo(MemorySegment target) {
        if (cached == null) {
            durable.copyTo(target);
        } else {
            MemorySegment.copy(cached, 0, target, 0, size);
        }
    }
}
