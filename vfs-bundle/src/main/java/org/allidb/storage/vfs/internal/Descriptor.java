package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A file descriptor of the operating system. The number of a closed one is given to the next file that the process opens, so it is
 * closed after the last of its users has released it. Thread-safe.
 */
final class Descriptor implements AutoCloseable {

    private static final int CLOSED = Integer.MIN_VALUE;

    private final int number;
    /** How many use it; with the bit {@link #CLOSED} once it is to be closed. */
    private final AtomicInteger users = new AtomicInteger();

    private Descriptor(int number) {
        this.number = number;
    }

    /**
     * Opens a file.
     *
     * @param access as {@link SystemCalls#open} has it
     * @return null if it cannot be opened, or another file was opened: one behind a link, or with a name that reads the same
     */
    static @Nullable Descriptor open(Path path, int access) throws IOException {
        int number = SystemCalls.open(path, access);
        if (number < 0) {
            return null;
        }
        Descriptor opened = new Descriptor(number);
        boolean same = false;
        try {
            same = opened.isSame(path);
            return same ? opened : null;
        } finally {
            if (!same) {
                opened.close();
            }
        }
    }

    private boolean isSame(Path path) throws IOException {
        Object opened = Files.readAttributes(file(), BasicFileAttributes.class).fileKey();
        Object named = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return Objects.equals(opened, named);
    }

    /** Returns the number, which stands for the file until the descriptor is closed, or the caller has released it. */
    int number() {
        return number;
    }

    /** Returns the path of the open file, even if its name is another file's now. */
    Path file() {
        return Path.of("/proc/self/fd/" + number);
    }

    /** Keeps it open until {@link #release}; returns false if it is closed. */
    boolean acquire() {
        int before;
        do {
            before = users.get();
            if (before < 0) {
                return false;
            }
        } while (!users.compareAndSet(before, before + 1));
        return true;
    }

    /** Releases what was acquired. */
    void release() {
        if (users.decrementAndGet() == CLOSED) {
            SystemCalls.close(number);
        }
    }

    /** Closes it now, or with the release of its last user. Closing twice is allowed. */
    @Override
    public void close() {
        if (users.getAndUpdate(before -> before | CLOSED) == 0) {
            SystemCalls.close(number);
        }
    }
}
