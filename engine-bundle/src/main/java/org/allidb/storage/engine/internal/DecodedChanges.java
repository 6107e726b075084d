package org.allidb.storage.engine.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.Change;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.engine.internal.value.ChangeValue;
import org.allidb.storage.engine.internal.value.StoredRowValue;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryBatchReader;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.KeyEncoding;

/** Converts a batch of entries to changes as callers see them: the inverse of {@link EncodedBatch}. */
final class DecodedChanges {

    private DecodedChanges() {}

    /**
     * Converts a batch.
     *
     * @throws IllegalArgumentException if it holds what no write can have made
     */
    static List<Change> of(EntryBatch batch) {
        List<Change> changes = new ArrayList<>(batch.count());
        EntryBatchReader reader = batch.reader();
        while (reader.next()) {
            if (KeyEncoding.isHidden(batch.bytes(), reader.keyOffset())) {
                continue;
            }
            changes.add(
                    switch (reader.type()) {
                        case EntryType.PUT -> put(batch, reader);
                        case EntryType.DELETE ->
                            new ChangeValue.Delete(key(batch, reader), reader.sequence(), reader.timestamp());
                        default -> range(batch, reader);
                    });
        }
        return List.copyOf(changes);
    }

    private static Change put(EntryBatch batch, EntryBatchReader reader) {
        Optional<Instant> expires =
                reader.expiresAt() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(reader.expiresAt()));
        return new ChangeValue.Put(new StoredRowValue(
                Row.decode(key(batch, reader), bytes(batch, reader.valueOffset(), reader.valueLength())),
                reader.timestamp(),
                reader.sequence(),
                expires));
    }

    private static RowKey key(EntryBatch batch, EntryBatchReader reader) {
        int offset = reader.keyOffset();
        int end = KeyEncoding.entityEndIndex(batch.bytes(), offset, reader.keyLength());
        if (end < 0) {
            throw new IllegalArgumentException("a key of a batch is damaged");
        }
        return RowKey.of(
                EntityId.of(KeyEncoding.decodeEntity(batch.bytes(), offset, end)),
                Kind.of(batch.bytes()[end + 1]),
                Qualifier.of(bytes(batch, end + 2, offset + reader.keyLength() - end - 2)));
    }

    private static Change range(EntryBatch batch, EntryBatchReader reader) {
        EntityId from = entity(bytes(batch, reader.keyOffset(), reader.keyLength()));
        byte[] end = bytes(batch, reader.valueOffset(), reader.valueLength());
        if (Arrays.equals(end, KeyEncoding.entityEnd(from.toByteArray()))) {
            return new ChangeValue.DeleteEntity(from, reader.sequence(), reader.timestamp());
        }
        Optional<EntityId> to =
                Arrays.equals(end, KeyEncoding.afterAllEntities()) ? Optional.empty() : Optional.of(entity(end));
        return new ChangeValue.DeleteRange(from, to, reader.sequence(), reader.timestamp());
    }

    /** Returns the entity that a key is the first possible one of. */
    private static EntityId entity(byte[] start) {
        // the key ends with the zero that ends an entity; any kind completes it
        byte[] key = Arrays.copyOf(start, start.length + 1);
        key[start.length] = Kind.VALUE.code();
        int end = KeyEncoding.entityEndIndex(key, 0, key.length);
        if (end != start.length - 1) {
            throw new IllegalArgumentException("a bound of a range tombstone of a batch is damaged");
        }
        return EntityId.of(KeyEncoding.decodeEntity(key, 0, end));
    }

    private static byte[] bytes(EntryBatch batch, int offset, int length) {
        return Arrays.copyOfRange(batch.bytes(), offset, offset + length);
    }
}
