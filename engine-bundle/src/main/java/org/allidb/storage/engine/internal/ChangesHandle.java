package org.allidb.storage.engine.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.ChangeBatch;
import org.allidb.storage.api.ChangePosition;
import org.allidb.storage.api.Changes;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.engine.internal.feed.FeedReader;
import org.allidb.storage.engine.internal.feed.FeedRecord;
import org.allidb.storage.engine.internal.read.ReadContext;
import org.allidb.storage.engine.internal.value.ChangeBatchValue;
import org.allidb.storage.spi.entry.EntryBatch;
import org.jspecify.annotations.Nullable;

/** A reader of a tenant's changes. Used by one thread at a time; closed by any. */
final class ChangesHandle implements Changes {

    /** How long a thread waits before it looks whether the tenant or the reader was closed. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ChangeFeedHandle feed;
    private final ReadContext reads;
    private final FeedReader reader;
    private ChangePosition position;
    private volatile boolean closed;

    ChangesHandle(ChangeFeedHandle feed, ReadContext reads, ChangePosition position, FeedReader reader) {
        this.feed = feed;
        this.reads = reads;
        this.position = position;
        this.reader = reader;
    }

    @Override
    public Optional<ChangeBatch> next(Duration wait) {
        long left = wait.isNegative() ? 0 : nanos(wait);
        while (true) {
            checkOpen();
            long limit = feed.tenant().durableSequence();
            if (limit > position.sequence()) {
                return Optional.of(read(limit));
            }
            if (left <= 0) {
                return Optional.empty();
            }
            long slice = Math.min(left, LOOK_AGAIN_NANOS);
            try {
                left -= slice - Math.max(0, feed.tenant().awaitBeyond(position.sequence(), slice));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    private static long nanos(Duration wait) {
        try {
            return wait.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    private ChangeBatch read(long limit) {
        reads.admitRead(1);
        try {
            @Nullable FeedRecord record = reader.peek(limit);
            if (record == null) {
                throw new IllegalStateException("the feed ends before sequence " + limit);
            }
            EntryBatch batch = feed.tenant().open(record);
            if (batch.isJump()) {
                throw feed.lost().bulkLoad(position);
            }
            ChangeBatch changes =
                    new ChangeBatchValue(ChangePosition.of(position.feed(), record.last()), DecodedChanges.of(batch));
            reads.found(record.length());
            reader.pass(record);
            position = changes.position();
            return changes;
        } catch (FeedReader.LostException e) {
            throw feed.lost().at(position, e.loss());
        } catch (IllegalArgumentException | CorruptionException e) {
            throw feed.lost().at(position, FeedReader.Loss.DAMAGED);
        } catch (IOException e) {
            throw feed.error(e);
        }
    }

    @Override
    public ChangePosition position() {
        return position;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void checkOpen() {
        feed.checkUsable();
        if (closed) {
            throw new StoreClosedException("this reader of changes of tenant '" + feed.id()
                    + "' is closed; read from its last position again");
        }
    }
}
