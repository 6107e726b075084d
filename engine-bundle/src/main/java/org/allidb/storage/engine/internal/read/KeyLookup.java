package org.allidb.storage.engine.internal.read;

import java.time.Instant;
import java.util.Optional;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.engine.internal.value.StoredRowValue;
import org.allidb.storage.spi.entry.KeyEncoding;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;

/** A key and what was found for it; used again and again, so that a read allocates nothing but its result. */
final class KeyLookup {

    private static final byte[] NONE = {};
    /** One of so many reads is measured. */
    private static final int SAMPLED_READS = 256;

    private final LookupKey key = new LookupKey();
    private final Lookup result = new Lookup();
    private byte[] value = NONE;
    private int reads;

    /** Returns whether this read is one of the few that are measured. */
    boolean isMeasured() {
        return (++reads & SAMPLED_READS - 1) == 0;
    }

    LookupKey key() {
        return key;
    }

    Lookup result() {
        return result;
    }

    void keyOf(byte[] entity) {
        if (entity.length == 0 || entity.length > EntityId.MAX_LENGTH) {
            throw new InvalidArgumentException("an entity id of " + entity.length + " bytes is not allowed; use 1 to "
                    + EntityId.MAX_LENGTH + " bytes");
        }
        encode(entity, Kind.VALUE, NONE);
    }

    void keyOf(RowKey rowKey) {
        encode(rowKey.entity().toByteArray(), rowKey.kind(), rowKey.qualifier().toByteArray());
    }

    void copyValue() {
        value = new byte[result.valueLength()];
        result.copyValue(value, 0);
    }

    /** Returns the bytes of the row that was found. */
    long foundBytes() {
        return (long) key.length() + result.valueLength();
    }

    /** Returns the row that was found, with the copy of its value, which is given away. */
    StoredRow stored(RowKey rowKey) {
        long expiry = result.expiresAt();
        return new StoredRowValue(
                Row.decode(rowKey, takeValue()),
                result.timestamp(),
                result.sequence(),
                expiry == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expiry)));
    }

    byte[] takeValue() {
        byte[] taken = value;
        value = NONE;
        return taken;
    }

    private void encode(byte[] entity, Kind kind, byte[] qualifier) {
        byte[] bytes = key.reserve(KeyEncoding.maxLength(entity.length, qualifier.length));
        key.setLength(KeyEncoding.encode(entity, kind.code(), qualifier, bytes));
    }
}
