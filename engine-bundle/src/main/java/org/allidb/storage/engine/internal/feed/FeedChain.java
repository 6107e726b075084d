package org.allidb.storage.engine.internal.feed;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.allidb.storage.api.config.FeedOptions;
import org.allidb.storage.spi.runtime.StorageClock;
import org.jspecify.annotations.Nullable;

/** The files of a feed, the active one last, to which records are appended. The caller of each method holds the lock of the feed. */
final class FeedChain {

    private static final Logger LOG = System.getLogger(FeedChain.class.getName());

    private static final int FILES = 8;
    private static final long LEAST_FILE = 4 << 10;
    private static final long LARGEST_FILE = 16 << 20;

    private final ReentrantLock lock;
    private final FeedFiles store;
    private final Supplier<FeedOptions> options;
    private final StorageClock clock;

    /** All files but the active one, oldest first. */
    private final Deque<FeedFile> files = new ArrayDeque<>(1);

    private @Nullable FeedOutput active;
    /** Files before the active one that are not durable yet, oldest first. */
    private final List<FeedOutput> unsynced = new ArrayList<>();

    private boolean namesUnsynced;

    FeedChain(ReentrantLock lock, FeedFiles store, Supplier<FeedOptions> options, StorageClock clock) {
        this.lock = lock;
        this.store = store;
        this.options = options;
        this.clock = clock;
    }

    /** What a sync has to make durable. */
    record Due(List<FeedOutput> outputs, boolean names) {}

    /** Continues what was found. */
    void adopt(FeedRecovery.Found found) {
        assert lock.isHeldByCurrentThread();
        files.addAll(found.files());
        active = found.output();
        // its name may be there, and not be durable: the process that made it may have been killed
        namesUnsynced = true;
    }

    /** Returns whether there is a file to append to. */
    boolean isThere() {
        assert lock.isHeldByCurrentThread();
        return active != null;
    }

    /** Returns the number of the feed; 0 if there is none. */
    long feed() {
        assert lock.isHeldByCurrentThread();
        return active == null ? 0 : active.header().feed();
    }

    /** Returns all files, the newest first; none if there is no feed of that number. */
    List<FeedFile> newestFirst(long feed) {
        assert lock.isHeldByCurrentThread();
        return active == null || active.header().feed() != feed ? List.of() : all().reversed();
    }

    /** Returns what the feed keeps; empty if there is none. */
    Optional<FeedContent> kept() {
        assert lock.isHeldByCurrentThread();
        return all().stream()
                .findFirst()
                .map(first ->
                        new FeedContent(first.header().feed(), first.header().after(), bytes()));
    }

    /** Returns the numbers of the keys that its records are encrypted with. */
    Set<Integer> keys() {
        assert lock.isHeldByCurrentThread();
        return all().stream().map(file -> file.header().key()).collect(Collectors.toSet());
    }

    /**
     * What can be read from an offset on.
     *
     * @param copied bytes that were in memory alone, and were copied
     * @param inFile bytes that are in the file, if none were copied
     */
    record Window(int copied, int inFile) {}

    /** Copies bytes of a file that are in memory alone, or returns how many can be read from it. */
    Window readable(FeedFile file, long offset, byte[] target, int at, int length) {
        assert lock.isHeldByCurrentThread();
        if (active == null || active.number() != file.number()) {
            return new Window(0, length);
        }
        long written = active.written();
        return offset < written
                ? new Window(0, (int) Math.min(length, written - offset))
                : new Window(active.copyStaged(offset, target, at, length), 0);
    }

    /**
     * Appends a record.
     *
     * @param key the key that it is encrypted with
     * @param settled for the header of a new file
     */
    void append(FeedRecord record, int key, long settled) throws IOException {
        assert lock.isHeldByCurrentThread();
        FeedOutput last = Objects.requireNonNull(active);
        if (last.header().key() != key || !last.isEmpty() && isDone(last)) {
            last = roll(last, new FeedHeader(key, feed(), record.before(), settled, clock.wallMillis()));
        }
        last.append(record);
    }

    private boolean isDone(FeedOutput output) {
        FeedOptions now = options.get();
        return output.end() >= fileBytes(now) || isOlder(output.header(), now.retentionMillis() / FILES);
    }

    private static long fileBytes(FeedOptions now) {
        return Math.clamp(now.retentionBytes() / FILES, LEAST_FILE, LARGEST_FILE);
    }

    private FeedOutput roll(FeedOutput last, FeedHeader header) throws IOException {
        last.writeStaged();
        FeedOutput next = store.create(last.number() + 1, header);
        files.addLast(last.described());
        unsynced.add(last);
        active = next;
        namesUnsynced = true;
        expire();
        return next;
    }

    /** Returns what a sync has to make durable, and writes what is in memory before. */
    Due beginSync() throws IOException {
        assert lock.isHeldByCurrentThread();
        FeedOutput last = Objects.requireNonNull(active);
        last.writeStaged();
        List<FeedOutput> outputs = new ArrayList<>(unsynced);
        outputs.add(last);
        outputs.removeIf(output -> !output.beginSync());
        boolean names = namesUnsynced;
        namesUnsynced = false;
        return new Due(outputs, names);
    }

    /** Closes the files before the active one that were made durable. */
    void synced(Due done) {
        assert lock.isHeldByCurrentThread();
        for (FeedOutput output : done.outputs) {
            if (unsynced.remove(output)) {
                closeQuietly(output);
            }
        }
    }

    /** Deletes the oldest files that the retention does not keep. The active file stays. */
    void expire() {
        assert lock.isHeldByCurrentThread();
        if (active == null) {
            return;
        }
        FeedOptions now = options.get();
        Iterator<FeedFile> oldest = files.iterator();
        // with room for the rest of the active file
        long bytes = bytes() + Math.max(0, fileBytes(now) - active.end());
        while (oldest.hasNext()) {
            FeedFile file = oldest.next();
            if (bytes <= now.retentionBytes() && !isOlder(headerBehind(file), now.retentionMillis())
                    || !store.delete(file.number())) {
                return;
            }
            bytes -= file.bytes();
            oldest.remove();
            unsynced.stream()
                    .filter(output -> output.number() == file.number())
                    .findFirst()
                    .ifPresent(output -> {
                        unsynced.remove(output);
                        closeQuietly(output);
                    });
        }
    }

    /** Returns the header of the file behind another one: that was created when the other one got its last record. */
    private FeedHeader headerBehind(FeedFile file) {
        return all().stream()
                .filter(other -> other.number() == file.number() + 1)
                .findFirst()
                .map(FeedFile::header)
                .orElse(file.header());
    }

    private boolean isOlder(FeedHeader header, long millis) {
        return options.get().retentionMillis() < Long.MAX_VALUE && clock.wallMillis() - header.createdMillis() > millis;
    }

    /**
     * Begins a feed; the one before ends. Its first file is durable before those of another go.
     *
     * @param after the last sequence before its first record
     * @param settled for its header
     */
    void begin(long after, long settled) throws IOException {
        assert lock.isHeldByCurrentThread();
        close();
        store.prepare();
        List<Long> obsolete = store.numbers();
        long number = obsolete.isEmpty() ? 1 : obsolete.getLast() + 1;
        long id = UUID.randomUUID().getMostSignificantBits();
        FeedOutput first = store.create(number, new FeedHeader(0, id, after, settled, clock.wallMillis()));
        try {
            first.beginSync();
            first.sync();
            store.syncNames();
        } catch (IOException | RuntimeException | Error e) {
            closeQuietly(first);
            throw e;
        }
        active = first;
        obsolete.forEach(store::delete);
    }

    /** Closes the files. */
    void close() {
        assert lock.isHeldByCurrentThread();
        if (active != null) {
            closeQuietly(active);
        }
        active = null;
        unsynced.forEach(FeedChain::closeQuietly);
        unsynced.clear();
        files.clear();
        namesUnsynced = false;
    }

    private long bytes() {
        return all().stream().mapToLong(FeedFile::bytes).sum();
    }

    private List<FeedFile> all() {
        FeedOutput last = active;
        return last == null
                ? List.of()
                : Stream.concat(files.stream(), Stream.of(last.described())).toList();
    }

    private static void closeQuietly(FeedOutput output) {
        try {
            output.close();
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.DEBUG, "a file of a change feed could not be closed; the log has what is not durable", e);
        }
    }
}
