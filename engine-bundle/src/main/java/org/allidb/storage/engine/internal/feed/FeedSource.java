package org.allidb.storage.engine.internal.feed;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** What readers of a feed read: its files, and what is in memory alone of the active one. Thread-safe. */
final class FeedSource {

    private final ReentrantLock lock;

    @GuardedBy("lock")
    private final FeedChain chain;

    private final FeedFiles store;

    FeedSource(ReentrantLock lock, FeedChain chain, FeedFiles store) {
        this.lock = lock;
        this.chain = chain;
        this.store = store;
    }

    /** Returns the newest file of a feed that a condition holds for; empty if there is none, or the feed has ended. */
    Optional<FeedFile> newest(long feed, Predicate<FeedFile> condition) {
        lock.lock();
        try {
            return chain.newestFirst(feed).stream().filter(condition).findFirst();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads bytes of a file, up to what was appended to it.
     *
     * @return how many; 0 at its end
     * @throws java.nio.file.NoSuchFileException if it is not kept any more
     */
    int read(FeedFile file, long offset, byte[] target, int at, int length) throws IOException {
        FeedChain.Window readable;
        lock.lock();
        try {
            readable = chain.readable(file, offset, target, at, length);
        } finally {
            lock.unlock();
        }
        return readable.inFile() == 0
                ? readable.copied()
                : store.read(file.number(), offset, target, at, readable.inFile());
    }
}
