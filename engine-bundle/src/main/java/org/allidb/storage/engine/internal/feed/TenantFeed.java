package org.allidb.storage.engine.internal.feed;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.allidb.storage.api.config.FeedOptions;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.vfs.Vfs;

/**
 * The records of a tenant's change feed: appended by its writers, read by any thread. Off as a rule; a write costs a look at one field then.
 *
 * <ul>
 *   <li><b>The log comes first.</b> A record is appended here when the log and the memtable have it. Until it is in tables the log has it
 *       too. So nothing is synced here before a flush, and what a crash takes comes again from the log.
 *   <li><b>A flush waits for the feed</b> ({@link #sync}): what tables have, the feed has, or it begins again. A failure of the feed
 *       fails neither a write nor a flush.
 *   <li><b>A feed that has a gap ends.</b> Another one begins behind it, with another number, so that a position before it is not
 *       mistaken for one behind it.
 *   <li>Readers hold no file. One that is slow finds that its file is gone.
 * </ul>
 *
 * Thread-safe. The lock is held over writes of the tenant's own files, and over no sync but that of a new feed's first file.
 */
public final class TenantFeed {

    /** The directory of a feed's files in that of the tenant. */
    public static final String DIRECTORY = "feed";

    private final FeedFiles store;
    private final BiConsumer<String, Throwable> failures;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final FeedChain chain;

    private final FeedSource source;
    private volatile boolean on;

    /** The last sequence that was appended, or that would have been. */
    @GuardedBy("lock")
    private long end;

    /** Up to where there may be records that the log has and readers never see, unless a crash brings them back. */
    @GuardedBy("lock")
    private long settled;

    /** Whether the feed has a gap at its end. */
    @GuardedBy("lock")
    private boolean gap;

    private TenantFeed(
            FeedFiles store,
            Supplier<FeedOptions> options,
            StorageClock clock,
            BiConsumer<String, Throwable> failures) {
        this.store = store;
        this.failures = failures;
        this.chain = new FeedChain(lock, store, options, clock);
        this.source = new FeedSource(lock, chain, store);
    }

    /**
     * Opens the feed of a tenant, before its log is replayed into it. Does not fail: a feed that cannot be continued begins again.
     *
     * @param directory the tenant's directory, as it is stored
     * @param options the parameters as they hold for the tenant
     * @param flushed the last sequence that is in tables
     * @param failures reports what no caller gets as an exception
     */
    public static TenantFeed open(
            Vfs directory,
            Supplier<FeedOptions> options,
            StorageClock clock,
            long flushed,
            BiConsumer<String, Throwable> failures) {
        TenantFeed feed = new TenantFeed(new FeedFiles(directory), options, clock, failures);
        if (options.get().retentionBytes() > 0) {
            feed.recover(flushed);
        } else {
            feed.end();
        }
        return feed;
    }

    private void recover(long flushed) {
        lock.lock();
        try {
            on = true;
            end = flushed;
            Optional<FeedRecovery.Found> found = new FeedRecovery(store, flushed).run();
            if (found.isPresent()) {
                chain.adopt(found.get());
                end = found.get().end();
                settled = found.get().output().header().settled();
            } else {
                chain.begin(end, 0);
            }
        } catch (IOException | RuntimeException | Error e) {
            broken("its files could not be opened", e);
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether changes are kept. */
    public boolean isOn() {
        return on;
    }

    /**
     * Begins a feed, unless there is one. Called under the tenant's write lock.
     *
     * @param after the last sequence that was given
     */
    public void begin(long after) throws IOException {
        lock.lock();
        try {
            if (!on) {
                beginBehind(after, 0);
                on = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the feed, and deletes what was kept. */
    public void end() {
        stop(true);
    }

    /** Closes the files. What is not durable is in the log. */
    public void close() {
        stop(false);
    }

    private void stop(boolean delete) {
        lock.lock();
        try {
            on = false;
            chain.close();
            if (delete) {
                store.numbers().forEach(store::delete);
            }
        } catch (IOException | RuntimeException | Error e) {
            failures.accept("what was kept for its change feed stays for now", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Appends a record that the log has and the memtable. Called in the order of sequences, by one thread at a time. Does not fail.
     *
     * @param record as it is in the log
     * @param key the key that it is encrypted with, 0 if it is not
     */
    public void append(FeedRecord record, int key) {
        lock.lock();
        try {
            // a replay may begin before the feed does
            if (!on || record.last() <= end) {
                return;
            }
            boolean follows = record.before() == end;
            end = record.last();
            if (gap) {
                return;
            }
            if (!follows) {
                throw new IOException("a change does not follow the one before");
            }
            chain.append(record, key, settled);
        } catch (IOException | RuntimeException | Error e) {
            broken("a change could not be added", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes sequences that the log has and readers never see, unless a crash brings them back. Allocates nothing.
     *
     * @param last the last one
     */
    public void skipped(long last) {
        lock.lock();
        try {
            if (on) {
                end = last;
                settled = last;
                gap = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes durable what was appended, or begins again. Does not fail. Called by one thread at a time, before a flush counts. */
    public void sync() {
        if (!trySync()) {
            // begins again at once: what tables have from now on may not be in the log any more
            trySync();
        }
    }

    /** Makes durable what was appended; begins again if there is a gap. Returns whether there is none now. */
    private boolean trySync() {
        FeedChain.Due due;
        lock.lock();
        try {
            if (!on) {
                return true;
            }
            if (gap) {
                beginBehind(end, settled);
                return true;
            }
            due = chain.beginSync();
        } catch (IOException | RuntimeException | Error e) {
            return broken("it could not be written", e);
        } finally {
            lock.unlock();
        }
        try {
            for (FeedOutput output : due.outputs()) {
                output.sync();
            }
            if (due.names()) {
                store.syncNames();
            }
        } catch (IOException | RuntimeException | Error e) {
            return syncFailed(due, e);
        }
        lock.lock();
        try {
            chain.synced(due);
            chain.expire();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Notes a failed sync, unless the files are of a feed that was ended meanwhile. */
    private boolean syncFailed(FeedChain.Due due, Throwable failure) {
        lock.lock();
        try {
            long feed = chain.feed();
            boolean current =
                    due.outputs().stream().allMatch(output -> output.header().feed() == feed);
            return !on || !current || broken("it could not be synced", failure);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Compares the end of a replay with that of the feed, which may have begun behind what the log had on stable storage.
     *
     * @param last the last sequence that was replayed
     */
    public void replayed(long last) {
        lock.lock();
        try {
            if (on && end != last) {
                beginBehind(last, 0);
            }
        } catch (IOException | RuntimeException | Error e) {
            broken("it could not begin again", e);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void beginBehind(long after, long settledAt) throws IOException {
        end = after;
        settled = settledAt;
        chain.begin(after, settledAt);
        gap = false;
    }

    /** Deletes what the retention does not keep. */
    public void expire() {
        lock.lock();
        try {
            chain.expire();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the numbers of the keys that are needed to read what is kept. */
    public Set<Integer> keys() {
        lock.lock();
        try {
            return chain.keys();
        } finally {
            lock.unlock();
        }
    }

    /** Returns what there is to read; empty if there is no feed, or it has a gap at its end and has not begun again. */
    public Optional<FeedContent> kept() {
        lock.lock();
        try {
            return on && !gap ? chain.kept() : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Returns what readers read. */
    FeedSource source() {
        return source;
    }

    /** Notes that the feed has a gap from now on; returns false. */
    @GuardedBy("lock")
    private boolean broken(String what, Throwable cause) {
        if (!gap) {
            gap = true;
            failures.accept(
                    "the change feed ended, because " + what
                            + "; it begins again with the next flush, and its consumers with a snapshot",
                    cause);
        }
        return false;
    }
}
