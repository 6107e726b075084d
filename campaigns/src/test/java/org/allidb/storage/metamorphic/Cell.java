package org.allidb.storage.metamorphic;

/**
 * The winning version of a row.
 *
 * @param timestamp its timestamp
 * @param sequence its sequence
 * @param value its content, empty if it is a deletion
 * @param deleted whether it is one
 * @param expires when it expires, in milliseconds of wall time; 0 for never
 */
record Cell(long timestamp, long sequence, byte[] value, boolean deleted, long expires) {

    private static final byte[] NOTHING = {};

    /** Whether a row can be read. */
    enum Visibility {
        /** It can. */
        YES,
        /** It cannot. */
        NO,
        /** It had expired before the wall clock went back, so that a merge may have dropped it. */
        MAYBE
    }

    static Cell deletion(long timestamp, long sequence) {
        return new Cell(timestamp, sequence, NOTHING, true, 0);
    }

    boolean isNewerThan(Cell other) {
        return timestamp != other.timestamp ? timestamp > other.timestamp : sequence > other.sequence;
    }

    /**
     * Whether it can be read.
     *
     * @param now wall time
     * @param latest the latest wall time that there ever was
     */
    Visibility at(long now, long latest) {
        if (deleted || expires != 0 && expires <= now) {
            return Visibility.NO;
        }
        return expires != 0 && expires <= latest ? Visibility.MAYBE : Visibility.YES;
    }
}
