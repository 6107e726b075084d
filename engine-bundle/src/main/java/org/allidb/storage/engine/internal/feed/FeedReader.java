package org.allidb.storage.engine.internal.feed;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A reader of the records of a feed, from one file to the next. It holds no file. Used by one thread at a time. */
public final class FeedReader {

    private final TenantFeed feed;
    private final long number;
    private long sequence;
    private @Nullable FeedFile file;
    private @Nullable FeedScan scan;

    /**
     * Creates a reader.
     *
     * @param feed the feed of the tenant
     * @param number which feed it is to be
     * @param after the sequence behind which it begins
     */
    public FeedReader(TenantFeed feed, long number, long after) {
        this.feed = feed;
        this.number = number;
        this.sequence = after;
    }

    /** Returns the last sequence before the next record. */
    public long sequence() {
        return sequence;
    }

    /** Why a reader cannot continue. */
    public enum Loss {
        /** The feed ended, or does not keep what is asked for any more. */
        GONE,
        /** No record ends at the sequence behind which it is to begin. */
        NO_PLACE,
        /** A file is not what was written. */
        DAMAGED
    }

    /** The end of a reader. */
    public static final class LostException extends Exception {

        private static final long serialVersionUID = 1L;

        private final Loss loss;

        private LostException(Loss loss, @Nullable Throwable cause) {
            super(loss.toString(), cause);
            this.loss = loss;
        }

        /** Returns why. */
        public Loss loss() {
            return loss;
        }
    }

    /** Goes to where it begins. */
    public void begin() throws IOException, LostException {
        if (file == null) {
            reading(this::locate);
        }
    }

    /**
     * Returns the next record without passing it.
     *
     * @param limit the last sequence that may be returned; all records up to it were appended
     * @return the record; null if there is none up to the limit
     */
    public @Nullable FeedRecord peek(long limit) throws IOException, LostException {
        begin();
        return sequence >= limit ? null : reading(this::find);
    }

    /** Passes the record that {@link #peek} has returned. */
    public void pass(FeedRecord record) {
        FeedScan from = scan;
        if (from != null) {
            from.pass(record);
            from.shrink();
        }
        sequence = record.last();
    }

    /** A step that reads files. */
    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException, LostException;
    }

    private <T> T reading(Step<T> step) throws IOException, LostException {
        try {
            return step.run();
        } catch (NoSuchFileException e) {
            FeedFile missing = file;
            boolean kept = missing != null && isKept(missing);
            throw new LostException(kept ? Loss.DAMAGED : Loss.GONE, e);
        }
    }

    private boolean isKept(FeedFile wanted) {
        return feed.source()
                .newest(number, each -> each.number() == wanted.number())
                .isPresent();
    }

    private FeedFile locate() throws IOException, LostException {
        FeedFile found = feed.source()
                .newest(number, each -> each.header().after() <= sequence)
                .orElseThrow(() -> new LostException(Loss.GONE, null));
        FeedScan from = open(found);
        long at = found.header().after();
        while (at < sequence) {
            FeedRecord record = from.peek();
            if (record == null || record.last() > sequence) {
                file = null;
                throw new LostException(record == null && !from.isAtEnd() ? Loss.DAMAGED : Loss.NO_PLACE, null);
            }
            at = record.last();
            from.pass(record);
            from.shrink();
        }
        return found;
    }

    private FeedRecord find() throws IOException, LostException {
        while (true) {
            FeedFile current = file;
            FeedScan from = scan;
            if (current == null || from == null) {
                throw new LostException(Loss.GONE, null);
            }
            Optional<FeedFile> following = feed.source().newest(number, each -> each.number() == current.number() + 1);
            FeedRecord record = from.peek();
            if (record != null && record.before() == sequence) {
                return record;
            }
            if (!isKept(current)) {
                throw new LostException(Loss.GONE, null);
            }
            if (record != null
                    || !from.isAtEnd()
                    || following.isEmpty()
                    || following.get().header().after() != sequence) {
                throw new LostException(feed.kept().isPresent() ? Loss.DAMAGED : Loss.GONE, null);
            }
            open(following.get());
        }
    }

    private FeedScan open(FeedFile found) {
        FeedScan opened = new FeedScan(
                (offset, target, at, length) -> feed.source().read(found, offset, target, at, length),
                FeedHeader.LENGTH);
        file = found;
        scan = opened;
        return opened;
    }
}
