package org.allidb.storage.metamorphic;

import java.util.Arrays;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.metamorphic.Cell.Visibility;
import org.jspecify.annotations.Nullable;

/** A cursor and what it must show: the rows as they were when it was opened, whatever happens meanwhile. */
final class HeldCursor {

    /** A limit of bytes that no history reaches. */
    private static final long AMPLE = 6L << 20;

    private final Cursor cursor;
    private final ScanSpec spec;
    private final @Nullable Cell[] cells;
    private final long now;
    private final long latest;
    private final OperationLog log;
    private byte[] value = new byte[256];
    private int nextRow;
    private int last = -1;
    private long rows;
    private boolean ended;

    /**
     * A cursor before its first row.
     *
     * @param cells the rows as they are, not to be changed while the cursor is used
     * @param now wall time
     * @param latest the latest wall time that there ever was
     */
    HeldCursor(Cursor cursor, ScanSpec spec, @Nullable Cell[] cells, long now, long latest, OperationLog log) {
        this.cursor = cursor;
        this.spec = spec;
        this.cells = cells;
        this.now = now;
        this.latest = latest;
        this.log = log;
        this.nextRow = spec.first();
    }

    Cursor cursor() {
        return cursor;
    }

    /** The row that it is on. */
    int row() {
        return last;
    }

    /** Whether a step has shown that the platform ended it for the memory it kept. */
    boolean isEnded() {
        return ended;
    }

    /** Goes to the end. */
    void drain() {
        while (step()) {
            continue;
        }
    }

    /** Moves the cursor to a row, which may lie out of its range. */
    void seek(int row) {
        try {
            cursor.seek(Keyspace.key(row));
            nextRow = spec.clamp(row);
        } catch (QuotaExceededException e) {
            checkKeptTooMuch(e);
            ended = true;
        }
    }

    /** Goes to the next row and checks it; false if there is none, or the platform has ended the cursor for its memory. */
    boolean step() {
        try {
            return next();
        } catch (QuotaExceededException e) {
            checkKeptTooMuch(e);
            ended = true;
            return false;
        }
    }

    private boolean next() {
        if (!cursor.next()) {
            checkEnd();
            log.note("rows", rows);
            return false;
        }
        while (spec.contains(nextRow)) {
            int row = nextRow;
            nextRow = spec.after(row);
            Visibility visibility = visibility(row);
            if (visibility == Visibility.NO) {
                continue;
            }
            if (isOn(Keyspace.key(row))) {
                checkContent(row);
                last = row;
                rows++;
                return true;
            }
            if (visibility == Visibility.YES) {
                throw new AssertionError("a scan shows " + found() + " and not " + describe(row));
            }
        }
        throw new AssertionError("a scan shows " + found() + ", which must not be there");
    }

    /** Checks that a call on the cursor is refused. */
    void checkRefused(Class<? extends StorageException> due) {
        Checks.refused(StorageException.class, () -> {
            try {
                cursor.next();
            } catch (QuotaExceededException e) {
                // it was ended before
                checkKeptTooMuch(e);
                throw e;
            } catch (StorageException e) {
                Checks.check(due.isInstance(e), "not refused by " + due.getSimpleName() + " but by " + e);
                throw e;
            }
        });
    }

    private static void checkKeptTooMuch(QuotaExceededException e) {
        boolean right = switch (e.quota()) {
            // the limit is one for all tenants, and the usage this tenant's
            case "reader_memory_bytes" -> e.limit() < AMPLE;
            case "write_buffer_bytes" -> e.usage() > e.limit();
            default -> false;
        };
        Checks.check(right, "a cursor was ended: " + e);
    }

    private void checkEnd() {
        long limit = spec.request().limit();
        if (limit > 0 && rows > limit) {
            throw new AssertionError("a scan shows " + rows + " rows, its limit is " + limit);
        }
        if (limit > 0 && rows == limit) {
            return;
        }
        for (int row = nextRow; spec.contains(row); row = spec.after(row)) {
            if (visibility(row) == Visibility.YES) {
                throw new AssertionError("a scan ends before " + describe(row));
            }
        }
    }

    private Visibility visibility(int row) {
        Cell cell = cells[row];
        return cell == null || !spec.wants(row) ? Visibility.NO : cell.at(now, latest);
    }

    private boolean isOn(RowKey key) {
        return cursor.kind().code() == key.kind().code()
                && cursor.entity().equals(key.entity())
                && cursor.qualifier().equals(key.qualifier());
    }

    private void checkContent(int row) {
        Cell cell = cells[row];
        int length = cursor.valueLength();
        if (length > value.length) {
            value = new byte[length];
        }
        cursor.copyValue(value, 0);
        if (cell.timestamp() != cursor.timestamp()
                || cell.sequence() != cursor.sequence()
                || !Arrays.equals(cell.value(), 0, cell.value().length, value, 0, length)) {
            throw new AssertionError("a scan shows sequence " + cursor.sequence() + ", timestamp " + cursor.timestamp()
                    + " with " + length + " bytes for " + describe(row));
        }
        log.note("row", row);
    }

    private String describe(int row) {
        return Checks.describe(row, cells[row]);
    }

    private String found() {
        return cursor.entity() + " " + cursor.kind() + " " + cursor.qualifier() + " of sequence " + cursor.sequence();
    }
}
