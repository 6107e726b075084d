package org.allidb.storage.server.internal.command;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.WriteBatch;
import org.jspecify.annotations.Nullable;

/**
 * Commands that are carried out together. Reads see the writes before them; what they read from the store becomes a condition of the
 * one batch that the writes are. So the commands of one transaction take effect at one moment, or not at all, and none of them reads
 * something, changes it and writes it over the change of another client. Used by one thread at a time.
 */
public final class Transaction {

    /** From here on commands that follow begin another transaction. */
    private static final int MANY_ROWS = 2_000;

    /** The bytes from which on commands that follow begin another transaction. */
    public static final int MANY_BYTES = 4 << 20;

    private final TenantStore store;
    private final InstantSource clock;
    private final boolean writes;
    private final Map<RowKey, Optional<StoredRow>> read;
    private final Map<RowKey, Optional<Held>> written;
    private final Map<RowKey, OptionalLong> demanded;
    private long bytes;

    private Transaction(TenantStore store, InstantSource clock, boolean writes) {
        this.store = store;
        this.clock = clock;
        this.writes = writes;
        this.read = writes ? new LinkedHashMap<>() : Map.of();
        this.written = writes ? new LinkedHashMap<>() : Map.of();
        this.demanded = writes ? new LinkedHashMap<>() : Map.of();
    }

    /** Returns one that may write. */
    public static Transaction writing(TenantStore store, InstantSource clock) {
        return new Transaction(store, clock, true);
    }

    /** Returns one for reads alone, which keeps nothing of what they read. */
    public static Transaction reading(TenantStore store, InstantSource clock) {
        return new Transaction(store, clock, false);
    }

    /** Returns the time. */
    Instant now() {
        return clock.instant();
    }

    /** Returns a plain value. */
    Optional<byte[]> value(byte[] entity) {
        if (!writes) {
            return store.get(entity);
        }
        return find(RowKey.value(EntityId.of(entity))).map(Held::value);
    }

    /** Returns a row. */
    Optional<Held> find(RowKey key) {
        if (!writes) {
            return store.get(key).map(Transaction::held);
        }
        Optional<Held> own = written.get(key);
        if (own != null) {
            return own.filter(this::lives);
        }
        Optional<StoredRow> seen = read.get(key);
        if (seen == null) {
            seen = store.get(key);
            read.put(key, seen);
        }
        return seen.map(Transaction::held);
    }

    /** Returns several rows, those of the store all of one moment. */
    List<Optional<Held>> findAll(List<RowKey> keys) {
        List<RowKey> unknown = new ArrayList<>();
        for (RowKey key : keys) {
            if (!written.containsKey(key) && !read.containsKey(key)) {
                unknown.add(key);
            }
        }
        List<Optional<StoredRow>> rows = store.getAll(unknown);
        if (!writes) {
            return rows.stream().map(row -> row.map(Transaction::held)).toList();
        }
        for (int i = 0; i < rows.size(); i++) {
            read.put(unknown.get(i), rows.get(i));
        }
        return keys.stream().map(this::find).toList();
    }

    /** Writes a plain value. */
    void put(RowKey key, byte[] value, @Nullable Instant expires) {
        written.put(key, Optional.of(new Held(ValueRow.of(key.entity(), value), expires)));
        bytes += value.length;
    }

    /** Writes a row that does not expire. */
    void put(Row row) {
        written.put(row.key(), Optional.of(new Held(row, null)));
        bytes += row.encodedValue().length;
    }

    /** Deletes a row. */
    void delete(RowKey key) {
        written.put(key, Optional.empty());
    }

    /** Demands that a row is as it was: at a sequence, or absent. */
    public void demand(RowKey key, OptionalLong sequence) {
        demanded.put(key, sequence);
    }

    /** Returns whether it demands something of a row that it has not read itself. */
    public boolean demands(RowKey key) {
        return demanded.containsKey(key);
    }

    /** Returns whether what follows had better be another transaction. */
    public boolean isLarge() {
        return read.size() + written.size() > MANY_ROWS || bytes > MANY_BYTES;
    }

    /**
     * Writes what was written, if what was read is still so. Returns when it is acknowledged.
     *
     * @param together whether reads without a write must be of one moment too
     * @throws org.allidb.storage.api.ConditionFailedException if something was changed meanwhile; nothing was written
     */
    public void commit(boolean together) {
        commit(together, () -> {});
    }

    /**
     * Writes what was written, as {@link #commit(boolean)} does.
     *
     * @param handedOver called when the batch is on its way: others may write now, and their batches share its sync
     */
    public void commit(boolean together, Runnable handedOver) {
        if (written.isEmpty() && demanded.isEmpty() && !(together && read.size() > 1)) {
            return;
        }
        WriteBatch batch = store.newBatch();
        demanded.forEach((key, sequence) -> condition(batch, key, sequence));
        read.forEach((key, row) -> condition(
                batch, key, row.map(StoredRow::sequence).map(OptionalLong::of).orElse(OptionalLong.empty())));
        written.forEach((key, row) -> row.ifPresentOrElse(held -> add(batch, key, held), () -> batch.delete(key)));
        CompletableFuture<?> stage = store.writeAsync(batch).toCompletableFuture();
        handedOver.run();
        try {
            Object _ = stage.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StorageException storage ? storage : e;
        }
    }

    private static void condition(WriteBatch batch, RowKey key, OptionalLong sequence) {
        if (sequence.isPresent()) {
            batch.onlyIfAt(key, sequence.getAsLong());
        } else {
            batch.onlyIfAbsent(key);
        }
    }

    private void add(WriteBatch batch, RowKey key, Held held) {
        if (held.expires() == null) {
            batch.put(held.row());
        } else if (lives(held)) {
            batch.put(held.row(), held.expires());
        } else {
            batch.delete(key);
        }
    }

    private boolean lives(Held held) {
        return held.expires() == null || held.expires().isAfter(clock.instant());
    }

    private static Held held(StoredRow row) {
        return new Held(row.row(), row.expires().orElse(null));
    }
}
