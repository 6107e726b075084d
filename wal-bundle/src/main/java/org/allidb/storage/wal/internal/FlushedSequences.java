package org.allidb.storage.wal.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.allidb.storage.wal.internal.format.RecordFormat;

/**
 * The sequences up to which the records of tenant generations are flushed, and so need no replay. Used by one thread at a
 * time.
 */
final class FlushedSequences {

    /** Behind every sequence. */
    private static final long FORGOTTEN = Long.MAX_VALUE;

    private final Map<Long, Long> sequences = new HashMap<>();

    /** Notes the mark at an index of an array; ignores records of other types. */
    void note(byte[] bytes, int at) {
        switch (RecordFormat.type(bytes, at)) {
            case RecordFormat.FLUSHED -> raise(RecordFormat.generation(bytes, at), RecordFormat.sequence(bytes, at));
            case RecordFormat.FORGOTTEN -> raise(RecordFormat.generation(bytes, at), FORGOTTEN);
            default -> {}
        }
    }

    /** Notes that a generation's records up to a sequence are flushed. */
    void raise(long generation, long sequence) {
        sequences.merge(generation, sequence, Math::max);
    }

    /** Returns whether all records of a generation are forgotten, whatever their sequence. */
    boolean isForgotten(long generation) {
        return covers(generation, FORGOTTEN);
    }

    /** Returns whether a generation's record of a sequence is flushed. */
    boolean covers(long generation, long sequence) {
        return sequences.getOrDefault(generation, 0L) >= sequence;
    }

    /** Returns whether the record at an index of an array is content that is not flushed. */
    boolean isNeeded(byte[] bytes, int at) {
        return RecordFormat.type(bytes, at) == RecordFormat.DATA
                && !covers(RecordFormat.generation(bytes, at), RecordFormat.sequence(bytes, at));
    }

    /** Calls a consumer with each generation and its sequence. */
    void forEach(BiConsumer<Long, Long> consumer) {
        sequences.forEach(consumer);
    }
}
