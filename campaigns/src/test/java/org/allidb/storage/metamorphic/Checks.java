package org.allidb.storage.metamorphic;

import java.util.Arrays;
import java.util.Optional;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.metamorphic.Cell.Visibility;
import org.jspecify.annotations.Nullable;

/** Compares answers with the model. What differs is an {@link AssertionError}. */
final class Checks {

    private Checks() {}

    static void check(boolean right, String otherwise) {
        if (!right) {
            throw new AssertionError(otherwise);
        }
    }

    /** The answer to a lookup of a row. */
    static void row(World world, int row, @Nullable Cell cell, Optional<StoredRow> answer) {
        if (!presence(world, row, cell, answer.isPresent())) {
            return;
        }
        StoredRow found = answer.get();
        if (found.timestamp() != cell.timestamp()
                || found.sequence() != cell.sequence()
                || found.expires().map(java.time.Instant::toEpochMilli).orElse(0L) != cell.expires()
                || !found.row().key().equals(Keyspace.key(row))
                || !Arrays.equals(found.row().encodedValue(), cell.value())) {
            throw new AssertionError("read " + found + " for " + describe(row, cell));
        }
        world.log().note("sequence", found.sequence());
    }

    /** The answer to a lookup of a plain value. */
    static void value(World world, int row, @Nullable Cell cell, Optional<byte[]> answer) {
        if (presence(world, row, cell, answer.isPresent()) && !Arrays.equals(answer.get(), cell.value())) {
            throw new AssertionError("read " + answer.get().length + " other bytes for " + describe(row, cell));
        }
    }

    /** Whether a row may be there, or not be there; returns whether it is. */
    static boolean presence(World world, int row, @Nullable Cell cell, boolean present) {
        Visibility visibility = cell == null ? Visibility.NO : world.visibility(cell);
        if (visibility != Visibility.MAYBE && present != (visibility == Visibility.YES)) {
            throw new AssertionError((present ? "found " : "did not find ") + describe(row, cell));
        }
        world.log().note("row", present ? row : -1 - row);
        return present;
    }

    /** A call that must be refused. */
    static <E extends StorageException> void refused(Class<E> type, Runnable call) {
        try {
            call.run();
        } catch (StorageException e) {
            if (type.isInstance(e)) {
                return;
            }
            throw new AssertionError("not refused by " + type.getSimpleName(), e);
        }
        throw new AssertionError("not refused, although " + type.getSimpleName() + " is due");
    }

    static String describe(int row, @Nullable Cell cell) {
        String state = cell == null
                ? "never written"
                : (cell.deleted() ? "deleted" : cell.value().length + " bytes") + " by sequence " + cell.sequence()
                        + ", timestamp " + cell.timestamp()
                        + (cell.expires() == 0 ? "" : ", expires " + cell.expires());
        return "row " + row + " (" + Keyspace.key(row) + ": " + state + ")";
    }
}
