package org.allidb.storage.engine.internal.disk;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The syncs of the directories of a file system, one at a time for each directory. Callers that come while a sync is
 * under way share the next one. Two syncs at the same time could not be distinguished. The kernel may report the
 * failure of one to the other, and the one that succeeds would vouch for names that are lost. Syncs of different
 * directories do not wait for each other. Thread-safe; the monitor is held over maps only.
 */
final class DirectorySyncs {

    /** A sync of one directory. */
    @FunctionalInterface
    interface Sync {
        void run() throws IOException;
    }

    /** How many syncs have failed, by directory; the others are not in it. */
    @GuardedBy("this")
    private final Map<String, Long> failed = new HashMap<>();

    /** The syncs under way, by directory. */
    @GuardedBy("this")
    private final Map<String, CompletableFuture<Void>> running = new HashMap<>();
    /** Syncs that have callers, and begin when the one under way has ended. */
    @GuardedBy("this")
    private final Map<String, CompletableFuture<Void>> next = new HashMap<>();

    /**
     * Returns after a sync that began after the call. An interrupt does not end the wait and is kept.
     *
     * @param directory the directory
     * @param sync does it, on the thread of one of the callers
     * @throws IOException if that sync fails
     */
    void sync(String directory, Sync sync) throws IOException {
        CompletableFuture<Void> mine;
        CompletableFuture<Void> before;
        boolean leads;
        synchronized (this) {
            CompletableFuture<Void> joined = next.get(directory);
            leads = joined == null;
            mine = joined == null ? new CompletableFuture<>() : joined;
            before = running.getOrDefault(directory, CompletableFuture.completedFuture(null));
            next.put(directory, mine);
        }
        if (leads) {
            before.handle((_, _) -> null).join();
            lead(directory, mine, sync);
        } else {
            await(mine);
        }
    }

    /** Returns how many syncs of a directory have failed. */
    synchronized long failed(String directory) {
        return failed.getOrDefault(directory, 0L);
    }

    private void lead(String directory, CompletableFuture<Void> mine, Sync sync) throws IOException {
        synchronized (this) {
            next.remove(directory);
            running.put(directory, mine);
        }
        try {
            sync.run();
        } catch (IOException | RuntimeException | Error e) {
            synchronized (this) {
                failed.merge(directory, 1L, Long::sum);
                running.remove(directory);
            }
            mine.completeExceptionally(e);
            throw e;
        }
        synchronized (this) {
            running.remove(directory);
        }
        mine.complete(null);
    }

    private static void await(CompletableFuture<Void> sync) throws IOException {
        try {
            sync.join();
        } catch (CompletionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException("the sync of the directory failed: " + cause.getMessage(), cause);
        }
    }
}
