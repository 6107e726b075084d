package org.allidb.storage.engine.internal.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.ResumeKey;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.value.StoredRowValue;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyEncoding;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.ScanDirection;
import org.jspecify.annotations.Nullable;

/** Walks over the visible rows of a range: picks the winner of each key's versions and leaves out what is deleted. */
final class RowCursor implements KeyedCursor {

    private final ReadContext context;
    private final OpenScan scan;
    private final ScanBounds bounds;
    private final ScanDirection direction;
    private long remaining;
    private boolean onRow;
    /** Whether the range ended; a seek leads back into it. */
    private boolean atEnd;
    /** Where the entity ends in the key of the row that the cursor is on; -1 if it is not known yet. */
    private int entityEnd = -1;

    private boolean closed;
    /** Why it cannot continue: it would not know any more what it has shown. */
    private @Nullable RuntimeException failure;

    private LeakWatch.@Nullable Opened origin;

    RowCursor(ReadContext context, OpenScan scan, ScanContext asked) {
        this.context = context;
        this.scan = scan;
        this.bounds = asked.bounds();
        this.direction = asked.direction();
        this.remaining = asked.limit() == 0 ? Long.MAX_VALUE : asked.limit();
    }

    /** Lets the platform end the cursor, and report it if it is forgotten. */
    void staysOpen() {
        origin = context.leaks().opened(this, LeakWatch.What.CURSOR, context.id(), scan::close);
        try {
            context.reads().add(scan);
        } catch (StorageException e) {
            LeakWatch.closed(origin);
            throw e;
        }
    }

    @Override
    public boolean next() {
        checkOpen();
        context.admitNext();
        VisibleRows rows = scan.rows();
        onRow = false;
        entityEnd = -1;
        if (remaining <= 0 || atEnd) {
            return false;
        }
        checkNotFailed();
        try {
            while (rows.next()) {
                EntryRun run = rows.run();
                int index = rows.index();
                if (bounds.isPast(run, index, direction)) {
                    break;
                }
                if (bounds.kinds().contains(run, index)) {
                    remaining--;
                    onRow = true;
                    return true;
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            throw failed(e);
        }
        atEnd = true;
        return false;
    }

    @Override
    public void seek(RowKey row) {
        checkOpen();
        context.admitRead(1);
        VisibleRows rows = scan.rows();
        onRow = false;
        entityEnd = -1;
        checkNotFailed();
        try {
            rows.seek(bounds.placeOf(row, direction));
            atEnd = false;
        } catch (IOException | RuntimeException | Error e) {
            throw failed(e);
        }
    }

    private void checkNotFailed() {
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    /** Remembers a failure, and returns what the caller gets. */
    private RuntimeException failed(Throwable e) {
        RuntimeException told = context.failed("a scan", e);
        failure = told;
        return told;
    }

    @Override
    public EntityId entity() {
        EntryRun run = run();
        return EntityId.of(KeyEncoding.decodeEntity(run.keys(), run.keyOffset(index()), entityEnd()));
    }

    @Override
    public Kind kind() {
        return Kind.of(run().keys()[entityEnd() + 1]);
    }

    @Override
    public Qualifier qualifier() {
        EntryRun run = run();
        int end = run.keyOffset(index()) + run.keyLength(index());
        return Qualifier.of(Arrays.copyOfRange(run.keys(), entityEnd() + 2, end));
    }

    @Override
    public int compareKey(byte[] key) {
        EntryRun run = run();
        return KeyOrder.compare(run.keys(), run.keyOffset(index()), run.keyLength(index()), key, 0, key.length);
    }

    @Override
    public void checkUsable() {
        checkOpen();
        context.admitNext();
        scan.rows();
    }

    @Override
    public boolean hasQualifier(byte[] wanted) {
        EntryRun run = run();
        int end = run.keyOffset(index()) + run.keyLength(index());
        return Arrays.equals(run.keys(), entityEnd() + 2, end, wanted, 0, wanted.length);
    }

    @Override
    public int copyEntity(byte[] target, int offset) {
        EntryRun run = run();
        int index = index();
        return KeyEncoding.decodeEntity(run.keys(), run.keyOffset(index), run.keyLength(index), target, offset);
    }

    @Override
    public int copyQualifier(byte[] target, int offset) {
        EntryRun run = run();
        int start = entityEnd() + 2;
        int length = run.keyOffset(index()) + run.keyLength(index()) - start;
        System.arraycopy(run.keys(), start, target, offset, length);
        return length;
    }

    @Override
    public MemorySegment value() {
        return run().value(index());
    }

    @Override
    public int valueLength() {
        return run().valueLength(index());
    }

    @Override
    public void copyValue(byte[] target, int offset) {
        EntryRun run = run();
        try {
            run.copyValue(index(), target, offset);
        } catch (UncheckedIOException e) {
            throw scan.isEndedByPlatform()
                    ? scan.ended()
                    : context.error("a scan", Objects.requireNonNull(e.getCause()));
        } catch (IllegalStateException e) {
            // a table is unmapped beside the copy only if the platform ends this
            throw scan.isEndedByPlatform() ? scan.ended() : e;
        }
    }

    @Override
    public long timestamp() {
        return run().timestamp(index());
    }

    @Override
    public long sequence() {
        return run().sequence(index());
    }

    @Override
    public StoredRow row() {
        byte[] value = new byte[valueLength()];
        copyValue(value, 0);
        long expiry = run().expiresAt(index());
        return new StoredRowValue(
                Row.decode(RowKey.of(entity(), kind(), qualifier()), value),
                timestamp(),
                sequence(),
                expiry == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expiry)));
    }

    @Override
    public ResumeKey resumeKey() {
        return ResumeKey.of(run().key(index()));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onRow = false;
            LeakWatch.closed(origin);
            scan.close();
        }
    }

    private int entityEnd() {
        EntryRun run = run();
        if (entityEnd < 0) {
            entityEnd = KeyEncoding.entityEndIndex(run.keys(), run.keyOffset(index()), run.keyLength(index()));
        }
        return entityEnd;
    }

    private EntryRun run() {
        checkOpen();
        if (!onRow) {
            throw new IllegalStateException("the cursor is on no row; next() must have returned true");
        }
        return scan.rows().run();
    }

    private int index() {
        return scan.rows().index();
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreClosedException("this cursor is closed; open another one");
        }
    }
}
