package org.allidb.storage.wal.internal;

import org.allidb.storage.spi.wal.DamagedLogException;
import org.allidb.storage.wal.internal.format.LogIdentity;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/** The exceptions for a log whose segments are not those that it should have. */
final class ChainDamage {

    private static final String SALVAGE =
            "go on without it, and without the acknowledged writes in it, by salvaging what is"
                    + " intact with 'allidb repair DIR INTO'";

    private ChainDamage() {}

    /**
     * Returns the exception for a segment that is missing.
     *
     * @param knownFrom the file that knows of it; empty if its successor does
     */
    static DamagedLogException missing(long number, String knownFrom) {
        String name = SegmentFiles.name(number);
        return new DamagedLogException(
                name,
                0,
                "the log segment " + name + " is missing"
                        + (knownFrom.isEmpty() ? "" : ", which " + knownFrom + " names")
                        + "; nothing was changed. Put it back from a copy of this directory, or " + SALVAGE);
    }

    /** Returns the exception for a segment that is another log's. */
    static DamagedLogException foreign(SegmentHeader header, LogIdentity expected) {
        String name = SegmentFiles.name(header.number());
        return new DamagedLogException(
                name,
                32,
                "the log segment " + name + " belongs to another log: its header names the log " + header.identity()
                        + ", this is the log " + expected
                        + "; nothing was changed. Put this log's own segment back, or " + SALVAGE);
    }

    /** Returns the exception for a segment that has records and that the anchor does not know. */
    static DamagedLogException unknown(long number, String anchorFile) {
        String name = SegmentFiles.name(number);
        return new DamagedLogException(
                name,
                0,
                "the log segment " + name + " holds records, but " + anchorFile + " does not know of it: " + anchorFile
                        + " is older than the log; nothing was changed. Put the newest " + anchorFile
                        + " back, or salvage what is intact with 'allidb repair DIR INTO'");
    }

    /** Returns the exception for a newest segment that does not end where the log was closed. */
    static DamagedLogException endsElsewhere(OldSegment last, long closedAt) {
        return new DamagedLogException(
                last.name(),
                last.end(),
                "the log segment " + last.name() + " ends at position " + last.endPosition()
                        + ", but the log was closed at position " + closedAt
                        + ": it is damaged, or an older copy; nothing was changed. Put the newest one back, or "
                        + SALVAGE);
    }

    /** Returns the exception for a damaged header. */
    static DamagedLogException header(long number) {
        String name = SegmentFiles.name(number);
        return new DamagedLogException(
                name,
                0,
                "the header of the log segment " + name + " is damaged; nothing was changed. Restore the segment"
                        + " from a backup, or salvage what is intact with 'allidb repair DIR INTO'");
    }

    /** Returns the exception for a segment of a later format version. */
    static DamagedLogException newer(long number, int version) {
        String name = SegmentFiles.name(number);
        return new DamagedLogException(
                name,
                8,
                "the log segment " + name + " has format version " + version
                        + ", which this software does not understand; open it with the version that wrote it."
                        + " Nothing was changed");
    }
}
