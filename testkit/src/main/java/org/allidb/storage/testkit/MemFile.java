package org.allidb.storage.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/**
 * A file's content twice: as the page cache has it, and as the device has it. What differs is at the mercy of a power cut.
 */
final class MemFile {

    private static final int ALIGNMENT = 4096;
    private static final int SMALLEST_SECTOR = 512;
    private static final int[] SECTORS = {SMALLEST_SECTOR, 4096};

    private MemorySegment cached = MemorySegment.NULL;
    private long size;
    private boolean mapped;
    private byte[] durable = {};
    /** Content at the last failed sync, and the sectors that the device did not get then. */
    private byte[] givenUp = {};

    private final BitSet lost = new BitSet();

    long size() {
        return size;
    }

    int read(long position, byte[] target, int offset, int length) {
        if (position >= size) {
            return 0;
        }
        int count = Math.clamp(size - position, 0, length);
        MemorySegment.copy(cached, ValueLayout.JAVA_BYTE, position, target, offset, count);
        return count;
    }

    void write(long position, byte[] source, int offset, int length) {
        if (position + length > size) {
            setSize(position + length);
        }
        MemorySegment.copy(source, offset, cached, ValueLayout.JAVA_BYTE, position, length);
    }

    void setSize(long newSize) {
        if (newSize > cached.byteSize()) {
            if (mapped) {
                throw new IllegalStateException("a file that is mapped does not grow in this model");
            }
            MemorySegment wider = Arena.ofAuto().allocate(Math.max(newSize, 2 * cached.byteSize()), ALIGNMENT);
            MemorySegment.copy(cached, 0, wider, 0, size);
            cached = wider;
        } else if (newSize < size) {
            cached.asSlice(newSize, size - newSize).fill((byte) 0);
        }
        size = newSize;
    }

    MemorySegment map(long offset, long length) {
        mapped = true;
        return cached.asSlice(offset, length);
    }

    void sync() {
        if (lost.isEmpty() && durable.length == size) {
            MemorySegment.copy(cached, ValueLayout.JAVA_BYTE, 0, durable, 0, durable.length);
            return;
        }
        byte[] now = content();
        byte[] had = Arrays.copyOf(durable, now.length);
        for (int sector = lost.nextSetBit(0); sector >= 0; sector = lost.nextSetBit(sector + 1)) {
            int start = Math.min(sector * SMALLEST_SECTOR, now.length);
            int end = Math.min(start + SMALLEST_SECTOR, now.length);
            if (end <= givenUp.length && Arrays.equals(now, start, end, givenUp, start, end)) {
                System.arraycopy(had, start, now, start, end - start);
            } else {
                lost.clear(sector);
            }
        }
        durable = now;
    }

    /** A sync that fails: what is dirty is taken for clean from now on, and no later sync writes it unless it changes. */
    void syncInVain() {
        byte[] now = content();
        byte[] had = Arrays.copyOf(durable, now.length);
        for (int start = 0; start < now.length; start += SMALLEST_SECTOR) {
            int end = Math.min(start + SMALLEST_SECTOR, now.length);
            if (!Arrays.equals(now, start, end, had, start, end)) {
                lost.set(start / SMALLEST_SECTOR);
            }
        }
        givenUp = now;
    }

    /** The device writes back a sector of its own accord, as it may at any time. */
    void writeBackSome(Random random) {
        if (size > 0) {
            durable = Arrays.copyOf(durable, Math.toIntExact(size));
            int sector = SECTORS[random.nextInt(SECTORS.length)];
            long start = random.nextLong(size) / sector * sector;
            int length = (int) Math.min(sector, size - start);
            MemorySegment.copy(cached, ValueLayout.JAVA_BYTE, start, durable, (int) start, length);
        }
    }

    /** The file as it may be found after a power cut. */
    MemFile afterPowerCut(Random random) {
        byte[] now = content();
        int length = survivingLength(now.length, random);
        byte[] found = new byte[length];
        System.arraycopy(durable, 0, found, 0, Math.min(length, durable.length));
        int sector = SECTORS[random.nextInt(SECTORS.length)];
        for (int start = 0; start < Math.min(length, now.length); start += sector) {
            int end = Math.min(start + sector, Math.min(length, now.length));
            switch (random.nextInt(4)) {
                case 0 -> System.arraycopy(now, start, found, start, end - start);
                case 1 -> {
                    int torn = start + random.nextInt(end - start + 1);
                    System.arraycopy(now, start, found, start, torn - start);
                }
                default -> {
                    // lost: as the device had it; beyond its end, zeros
                }
            }
        }
        if (random.nextInt(4) == 0) {
            // all of it, or nothing of it, happens more often than chance would have it
            byte[] all = random.nextBoolean() ? now : durable;
            found = all.clone();
        }
        MemFile file = new MemFile();
        file.setSize(found.length);
        MemorySegment.copy(found, 0, file.cached, ValueLayout.JAVA_BYTE, 0, found.length);
        file.durable = found;
        return file;
    }

    private int survivingLength(int now, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> durable.length;
            case 1 -> now;
            default ->
                Math.min(now, durable.length) + random.nextInt(Math.abs(now - durable.length) + 1);
        };
    }

    private byte[] content() {
        byte[] bytes = new byte[Math.toIntExact(size)];
        MemorySegment.copy(cached, ValueLayout.JAVA_BYTE, 0, bytes, 0, bytes.length);
        return bytes;
    }
}
