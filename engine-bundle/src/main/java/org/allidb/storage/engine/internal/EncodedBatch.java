package org.allidb.storage.engine.internal;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TooLargeException;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.engine.internal.read.PendingChanges;
import org.allidb.storage.engine.internal.read.ReadableBatch;
import org.allidb.storage.engine.internal.read.RowCondition;
import org.allidb.storage.engine.internal.read.RowCondition.Demand;
import org.allidb.storage.engine.internal.read.RowConditions;
import org.allidb.storage.engine.internal.tenant.WriteRequest;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryBatchReader;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.KeyEncoding;
import org.jspecify.annotations.Nullable;

/** A batch that is encoded as it is filled. Checks every row against the tenant's rules. */
final class EncodedBatch implements ReadableBatch {

    private static final byte[] NO_VALUE = {};
    private static final long NEVER = 0;
    private static final Instant EARLIEST_END = Instant.ofEpochMilli(NEVER + 1);
    private static final byte[] NO_QUALIFIER = {};

    private WriteRules rules;
    private final EntryBatch entries = new EntryBatch();
    private final WriteRequest request = new WriteRequest(entries);
    /** What the batch was written by last. */
    private WriteRequest latest = request;

    private byte[] key = new byte[128];
    /** What reads through it see; null until it is read through. */
    private @Nullable PendingChanges pending;

    /** Creates a batch that has no tenant until {@link #use}. */
    EncodedBatch() {
        this(WriteRules.NOBODY);
    }

    EncodedBatch(WriteRules rules) {
        this.rules = rules;
    }

    /** Empties it, for another use. */
    void use(WriteRules by) {
        rules = by;
        clear();
    }

    /** Forgets its tenant: the pool must not keep a closed tenant in memory. */
    void letGo() {
        rules = WriteRules.NOBODY;
        request.onlyIf(null);
        latest = request;
        pending = null;
    }

    @Override
    public WriteBatch put(Row row) {
        put(row, NEVER);
        return this;
    }

    @Override
    public WriteBatch put(Row row, Duration timeToLive) {
        // which times are allowed is known there
        WriteOptions.DEFAULTS.withTimeToLive(timeToLive);
        put(row, rules.nowMillis() + timeToLive.toMillis());
        return this;
    }

    @Override
    public WriteBatch put(Row row, Instant expires) {
        if (expires.isBefore(EARLIEST_END)) {
            throw new InvalidArgumentException(
                    "a row cannot expire at " + expires + "; use a moment after 1970-01-01T00:00Z");
        }
        Duration left = Duration.between(Instant.ofEpochMilli(rules.nowMillis()), expires);
        if (left.toSeconds() > 0) {
            // which times are allowed is known there
            WriteOptions.DEFAULTS.withTimeToLive(left);
        }
        put(row, expires.toEpochMilli());
        return this;
    }

    private void put(Row row, long expiresAtMillis) {
        if (row instanceof VectorRow vector) {
            rules.checkDimension(vector);
        }
        RowKey rowKey = row.key();
        byte[] value = row.encodedValue();
        add(
                EntryType.PUT,
                rowKey.entity().toByteArray(),
                rowKey.kind().code(),
                rowKey.qualifier().toByteArray(),
                value,
                expiresAtMillis);
        request.inserts(true);
    }

    @Override
    public WriteBatch put(byte[] entity, byte[] value) {
        add(EntryType.PUT, checked(entity), Kind.VALUE.code(), NO_QUALIFIER, value, NEVER);
        request.inserts(true);
        return this;
    }

    @Override
    public WriteBatch delete(RowKey rowKey) {
        add(
                EntryType.DELETE,
                rowKey.entity().toByteArray(),
                rowKey.kind().code(),
                rowKey.qualifier().toByteArray(),
                NO_VALUE,
                NEVER);
        return this;
    }

    @Override
    public WriteBatch delete(byte[] entity) {
        add(EntryType.DELETE, checked(entity), Kind.VALUE.code(), NO_QUALIFIER, NO_VALUE, NEVER);
        return this;
    }

    @Override
    public WriteBatch deleteEntity(EntityId entity) {
        byte[] bytes = entity.toByteArray();
        addRange(KeyEncoding.entityStart(bytes), KeyEncoding.entityEnd(bytes));
        return this;
    }

    @Override
    public WriteBatch deleteRange(EntityId from, EntityId to) {
        int order = from.compareTo(to);
        if (order > 0) {
            throw new InvalidArgumentException(
                    "the end of a range to delete is before its start; give the lesser entity"
                            + " first, or call deleteFrom to delete to the end");
        }
        if (order < 0) {
            addRange(KeyEncoding.entityStart(from.toByteArray()), KeyEncoding.entityStart(to.toByteArray()));
        }
        return this;
    }

    @Override
    public WriteBatch deleteFrom(EntityId from) {
        addRange(KeyEncoding.entityStart(from.toByteArray()), KeyEncoding.afterAllEntities());
        return this;
    }

    @Override
    public WriteBatch onlyIfAbsent(RowKey rowKey) {
        demand(rowKey, Demand.ABSENT, false);
        return this;
    }

    @Override
    public WriteBatch onlyIfPresent(RowKey rowKey) {
        demand(rowKey, Demand.PRESENT, false);
        return this;
    }

    @Override
    public WriteBatch onlyIfAt(RowKey rowKey, long sequence) {
        if (sequence < 0) {
            throw new InvalidArgumentException(
                    "no row has the sequence " + sequence + "; give what StoredRow.sequence() was when it was read");
        }
        conditions().add(rowKey, Demand.AT, sequence, false);
        return this;
    }

    @Override
    public WriteBatch onlyIfUnchanged(RowKey rowKey, Snapshot snapshot) {
        rules.checkSnapshot(snapshot);
        Optional<StoredRow> then = snapshot.get(rowKey);
        return then.isPresent() ? onlyIfAt(rowKey, then.get().sequence()) : onlyIfAbsent(rowKey);
    }

    /**
     * Adds a condition.
     *
     * @param wanted whether its row is to be kept if it holds, too
     */
    RowCondition demand(RowKey rowKey, Demand demand, boolean wanted) {
        return conditions().add(rowKey, demand, 0, wanted);
    }

    private RowConditions conditions() {
        RowConditions all = request.conditions();
        if (all == null) {
            all = new RowConditions();
            request.onlyIf(all);
        }
        return all;
    }

    @Override
    public int size() {
        return entries.count();
    }

    @Override
    public long bytes() {
        return entries.length();
    }

    @Override
    public void clear() {
        entries.clear();
        request.inserts(false).onlyIf(null);
        latest.forgetWritten();
        if (pending != null) {
            pending.clear();
        }
    }

    @Override
    public boolean isFor(TenantId tenant) {
        return rules.isOf(tenant);
    }

    @Override
    public PendingChanges pending() {
        PendingChanges changes = pending;
        if (changes == null) {
            changes = new PendingChanges();
            changes.applyAll(entries);
            pending = changes;
        }
        return changes;
    }

    EntryBatch entries() {
        return entries;
    }

    @Override
    public OptionalLong lastSequence() {
        return latest.lastSequence();
    }

    /** Returns the request to write the batch. */
    WriteRequest request() {
        return begun(request);
    }

    private WriteRequest begun(WriteRequest next) {
        next.forgetWritten();
        latest = next;
        return next;
    }

    /** Returns a request to write the same entries with an expiry on every put that has none of its own. */
    WriteRequest expiringAt(long expiresAtMillis) {
        EntryBatch expiring = new EntryBatch(entries.length() + 8 * entries.count());
        EntryBatchReader reader = entries.reader();
        while (reader.next()) {
            byte[] entryKey =
                    Arrays.copyOfRange(entries.bytes(), reader.keyOffset(), reader.keyOffset() + reader.keyLength());
            MemorySegment value =
                    MemorySegment.ofArray(entries.bytes()).asSlice(reader.valueOffset(), reader.valueLength());
            boolean expires = reader.type() == EntryType.PUT && reader.expiresAt() == NEVER;
            expiring.add(reader.type(), entryKey, value, -1, expires ? expiresAtMillis : reader.expiresAt());
        }
        return begun(new WriteRequest(expiring).inserts(request.inserts()).onlyIf(request.conditions()));
    }

    private void add(byte type, byte[] entity, byte kind, byte[] qualifier, byte[] value, long expiresAtMillis) {
        int room = KeyEncoding.maxLength(entity.length, qualifier.length);
        if (key.length < room) {
            key = new byte[room];
        }
        int length = KeyEncoding.encode(entity, kind, qualifier, key);
        rules.checkRowSize(length, value.length);
        checkRoom(length, value.length);
        rules.checkKey(key, length);
        if (expiresAtMillis == NEVER) {
            entries.add(type, key, length, value);
        } else {
            entries.add(type, Arrays.copyOf(key, length), MemorySegment.ofArray(value), -1, expiresAtMillis);
        }
        if (pending != null) {
            pending.apply(type, Arrays.copyOf(key, length), value.clone(), expiresAtMillis);
        }
    }

    private void addRange(byte[] start, byte[] end) {
        checkRoom(start.length, end.length);
        entries.add(EntryType.RANGE_DELETE, start, start.length, end);
        if (pending != null) {
            pending.apply(EntryType.RANGE_DELETE, start, end, NEVER);
        }
    }

    /** Leaves room for an expiry of every entry, which is known only when the batch is written. */
    private void checkRoom(int keyLength, int valueLength) {
        long needed = entries.length()
                + (long) Long.BYTES * entries.count()
                + EntryBatch.MAX_ENTRY_OVERHEAD
                + keyLength
                + valueLength;
        if (needed > rules.maxBatchBytes()) {
            throw new TooLargeException("a batch of " + rules.owner() + " would be larger than the "
                    + rules.maxBatchBytes() + " bytes that one may have; write what is in it, clear it and go on");
        }
    }

    private static byte[] checked(byte[] entity) {
        if (entity.length == 0 || entity.length > EntityId.MAX_LENGTH) {
            throw new InvalidArgumentException("an entity id of " + entity.length + " bytes is not allowed; use 1 to "
                    + EntityId.MAX_LENGTH + " bytes");
        }
        return entity;
    }
}
