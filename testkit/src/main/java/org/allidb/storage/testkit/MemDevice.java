package org.allidb.storage.testkit;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * The device that all views of a file system share: its directories and files, its capacity, its locks, and the failure of
 * the next sync. Its monitor guards all of them, the directories and files too; the caller of each method holds it.
 */
final class MemDevice {

    private final MemDirectory root;
    private final Map<List<String>, String> holders = new HashMap<>();
    private boolean nextSyncFails;
    private long capacity = Long.MAX_VALUE;

    MemDevice(MemDirectory root) {
        this.root = root;
    }

    /** Returns the root directory. */
    MemDirectory root() {
        assert Thread.holdsLock(this);
        return root;
    }

    /** Returns one of the states in which a power cut may leave the device. */
    MemDevice afterPowerCut(Random random) {
        return new MemDevice(root().afterPowerCut(random, new IdentityHashMap<>()));
    }

    /** Returns the device as the end of a program leaves it, without locks. */
    MemDevice afterKill() {
        return new MemDevice(root().copy(new IdentityHashMap<>()));
    }

    /** Makes the next sync fail. */
    void failNextSync() {
        assert Thread.holdsLock(this);
        nextSyncFails = true;
    }

    /** Fails if this sync must fail. */
    void checkSync() throws IOException {
        assert Thread.holdsLock(this);
        if (nextSyncFails) {
            nextSyncFails = false;
            throw new IOException("Input/output error");
        }
    }

    /** Changes the size in bytes. */
    void setCapacity(long bytes) {
        assert Thread.holdsLock(this);
        capacity = bytes;
    }

    /** Returns the bytes that can still be written. */
    long usableSpace() {
        assert Thread.holdsLock(this);
        return capacity == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, capacity - occupiedBytes());
    }

    /** Returns how many bytes of a write to a file the device has room for. */
    int fitting(MemFile file, long position, int length) {
        assert Thread.holdsLock(this);
        if (capacity == Long.MAX_VALUE) {
            return length;
        }
        long room = usableSpace();
        int fitting = length;
        while (fitting > 0 && file.occupiedBy(position, fitting) > room) {
            // back to the beginning of a page
            fitting -= (int) Math.min(fitting, Math.max(1, (position + fitting) % 4096));
        }
        return fitting;
    }

    /** Returns the bytes that files occupy, in whole pages. */
    long occupiedBytes() {
        return occupiedBytes(root(), Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static long occupiedBytes(MemDirectory directory, Set<MemFile> counted) {
        long bytes = 0;
        for (Object entry : directory.entries().values()) {
            if (entry instanceof MemFile file && counted.add(file)) {
                bytes += file.occupiedBytes();
            } else if (entry instanceof MemDirectory inner) {
                bytes += occupiedBytes(inner, counted);
            }
        }
        return bytes;
    }

    /** Writes back some sectors of some files. */
    void writeBackSome(Random random) {
        writeBackSome(root(), random);
    }

    private static void writeBackSome(MemDirectory directory, Random random) {
        for (Object entry : directory.entries().values()) {
            if (entry instanceof MemFile file && random.nextInt(4) == 0) {
                file.writeBackSome(random);
            } else if (entry instanceof MemDirectory inner) {
                writeBackSome(inner, random);
            }
        }
    }

    /** Returns the holder of the lock of a path. */
    Optional<String> holder(List<String> path) {
        assert Thread.holdsLock(this);
        return Optional.ofNullable(holders.get(path));
    }

    /** Acquires the lock of a path, which has no holder. */
    void hold(List<String> path, String holder) {
        assert Thread.holdsLock(this);
        holders.put(path, holder);
    }

    /** Releases the lock of a path. */
    void release(List<String> path) {
        assert Thread.holdsLock(this);
        holders.remove(path);
    }
}
