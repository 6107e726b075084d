package org.allidb.storage.engine.internal;

import java.util.Map;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TooLargeException;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.WriteBatch;

/** What a tenant demands of rows. */
interface WriteRules {

    /** The rules of a batch that has no tenant. */
    WriteRules NOBODY = new WriteRules() {

        @Override
        public long maxRowBytes() {
            return 0;
        }

        @Override
        public long nowMillis() {
            return 0;
        }

        @Override
        public Map<String, Integer> vectorDimensions() {
            return Map.of();
        }

        @Override
        public String owner() {
            return "nobody";
        }
    };

    /** Returns the largest row in bytes. */
    long maxRowBytes();

    /** Returns the wall time in milliseconds, for rows that expire. */
    long nowMillis();

    /** Returns the largest batch in bytes. */
    default long maxBatchBytes() {
        return WriteBatch.MAX_BYTES;
    }

    /**
     * Checks the key of a row that is as it should be otherwise, and is added next.
     *
     * @param key array that begins with the key
     */
    default void checkKey(byte[] key, int length) {}

    /**
     * Checks that a snapshot is one of the tenant.
     *
     * @throws InvalidArgumentException if it is not
     */
    default void checkSnapshot(Snapshot snapshot) {
        throw new InvalidArgumentException("this batch takes no conditions");
    }

    /** Returns the declared dimensions by vector name. */
    Map<String, Integer> vectorDimensions();

    /** Returns whether they are the rules of a tenant. */
    default boolean isOf(TenantId tenant) {
        return false;
    }

    /** Returns the tenant whose rules they are, for messages. */
    String owner();

    default void checkRowSize(int keyLength, int valueLength) {
        long limit = maxRowBytes();
        if ((long) keyLength + valueLength > limit) {
            throw new TooLargeException("a row of " + ((long) keyLength + valueLength) + " bytes is over the " + limit
                    + " bytes that " + owner() + " allows; split it, or raise max_row_bytes");
        }
    }

    default void checkDimension(VectorRow vector) {
        Map<String, Integer> declared = vectorDimensions();
        if (declared.isEmpty()) {
            return;
        }
        Integer dimension = declared.get(vector.name());
        if (dimension != null && dimension != vector.dimension()) {
            throw new InvalidArgumentException("vector '" + vector.name() + "' of " + owner() + " is declared with "
                    + dimension + " components, this one has " + vector.dimension());
        }
    }
}
