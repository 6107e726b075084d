package org.allidb.storage.wal.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.allidb.storage.spi.wal.DamagedLogException;
import org.allidb.storage.wal.internal.format.LogIdentity;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/**
 * The content of a log's anchor: what is known of the log without its segments. Immutable. The package's documentation
 * draws the stored form.
 *
 * @param identity the log's identity
 * @param identifiedFrom number of the first segment whose header names the identity; those before it are of format
 *     version 1
 * @param nextNumber the next number for a segment; no segment of this or a greater number has records
 * @param nextPosition position at which the log continues if it has no segments
 * @param closedAt position at which the log was closed in good order, or -1
 * @param segments the numbers of the segments, ascending; each of them exists
 */
record KnownChain(
        LogIdentity identity,
        long identifiedFrom,
        long nextNumber,
        long nextPosition,
        long closedAt,
        List<Long> segments) {

    private static final long MAGIC = 0x5345474d454e5453L; // "SEGMENTS"
    private static final int VERSION = 1;
    private static final int MOST_SEGMENTS = 1 << 20;

    KnownChain {
        segments = List.copyOf(segments);
    }

    /** Returns whether a segment is of this log by the identity in its header. */
    boolean owns(SegmentHeader header) {
        return header.identity().equals(identityOf(header.number()));
    }

    /** Returns the identity that the header of a segment names. */
    LogIdentity identityOf(long number) {
        return number < identifiedFrom ? LogIdentity.NONE : identity;
    }

    /** Returns what the log consists of, as text. */
    String text() {
        return "log " + identity + ", "
                + (segments.isEmpty()
                        ? "no segments"
                        : "segments "
                                + runs().stream()
                                        .map(run -> run.from == run.to ? "" + run.from : run.from + " to " + run.to)
                                        .collect(Collectors.joining(", ")))
                + ", next segment " + nextNumber + " at position " + nextPosition
                + (closedAt < 0 ? "" : ", closed at position " + closedAt);
    }

    byte[] encode() {
        List<Run> runs = runs();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + 16 * runs.size());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(MAGIC);
            out.writeInt(VERSION);
            out.writeLong(identity.high());
            out.writeLong(identity.low());
            out.writeLong(identifiedFrom);
            out.writeLong(nextNumber);
            out.writeLong(nextPosition);
            out.writeLong(closedAt);
            out.writeInt(runs.size());
            for (Run run : runs) {
                out.writeLong(run.from);
                out.writeInt((int) (run.to - run.from));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads the stored form.
     *
     * @throws DamagedLogException if this software does not understand it
     */
    static KnownChain decode(byte[] bytes) throws DamagedLogException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            boolean ours = in.readLong() == MAGIC;
            int version = in.readInt();
            if (!ours || version != VERSION) {
                throw new DamagedLogException(
                        "",
                        0,
                        (ours
                                        ? "what is known of the log has format version " + version
                                                + ", which this software does not understand"
                                        : "the log was written by another log provider than '"
                                                + SegmentedLogProvider.NAME + "'")
                                + "; open it with what wrote it. Nothing was changed");
            }
            LogIdentity identity = new LogIdentity(in.readLong(), in.readLong());
            long identifiedFrom = in.readLong();
            long nextNumber = in.readLong();
            long nextPosition = in.readLong();
            long closedAt = in.readLong();
            List<Long> segments = new ArrayList<>();
            for (int runs = in.readInt(); runs > 0; runs--) {
                long from = in.readLong();
                long to = from + in.readInt();
                if (to - from > MOST_SEGMENTS - segments.size()) {
                    throw new IOException("there are more segments than there can be");
                }
                for (long number = from; number <= to; number++) {
                    segments.add(number);
                }
            }
            return new KnownChain(identity, identifiedFrom, nextNumber, nextPosition, closedAt, segments);
        } catch (DamagedLogException e) {
            throw e;
        } catch (IOException e) {
            throw new DamagedLogException(
                    "", 0, "what is known of the log makes no sense (" + e.getMessage() + "); nothing was changed");
        }
    }

    /** Segments whose numbers follow each other. */
    private record Run(long from, long to) {}

    private List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (long number : segments) {
            if (!runs.isEmpty() && runs.getLast().to + 1 == number) {
                runs.set(runs.size() - 1, new Run(runs.getLast().from, number));
            } else {
                runs.add(new Run(number, number));
            }
        }
        return runs;
    }
}
