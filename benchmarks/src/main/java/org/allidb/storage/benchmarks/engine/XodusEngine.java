package org.allidb.storage.benchmarks.engine;

import java.nio.file.Path;
import java.util.Arrays;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.Cursor;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.EnvironmentConfig;
import jetbrains.exodus.env.Environments;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.StoreConfig;
import jetbrains.exodus.env.Transaction;
import org.allidb.storage.benchmarks.data.EntrySink;
import org.allidb.storage.benchmarks.data.Keys;
import org.jspecify.annotations.Nullable;

/**
 * JetBrains Xodus, a log-structured B+-tree in pure Java.
 *
 * <ul>
 *   <li>A log cache of 512 MB, not shared, so that it takes as much memory as the others.
 *   <li>{@code logDurableWrite} for synced puts: each transaction is synced. Without it a commit is in the operating
 *       system's hands.
 *   <li>Exclusive transactions, because optimistic ones would be repeated when several threads write.
 *   <li>A reader that need not follow keeps one read-only transaction open.
 * </ul>
 */
final class XodusEngine implements Engine {

    private static final long CACHE_BYTES = 512L << 20;

    private final Environment environment;
    private final Store store;

    XodusEngine(Path directory, boolean synced) {
        EnvironmentConfig config = new EnvironmentConfig()
                .setMemoryUsage(CACHE_BYTES)
                .setLogCacheShared(false)
                .setLogDurableWrite(synced)
                .setManagementEnabled(false);
        Environment environment = Environments.newInstance(directory.toFile(), config);
        this.environment = environment;
        this.store = environment.computeInTransaction(
                txn -> environment.openStore("bench", StoreConfig.WITHOUT_DUPLICATES, txn));
    }

    @Override
    public void put(byte[] key, byte[] value) {
        environment.executeInExclusiveTransaction(txn -> store.put(txn, copy(key), copy(value)));
    }

    /** Writes durably if the environment was opened for synced writes. */
    @Override
    public void putSync(byte[] key, byte[] value) {
        put(key, value);
    }

    @Override
    public void putBatch(byte[][] keys, byte[][] values, int count) {
        environment.executeInExclusiveTransaction(txn -> {
            for (int i = 0; i < count; i++) {
                store.put(txn, copy(keys[i]), copy(values[i]));
            }
        });
    }

    @Override
    public void deleteBatch(byte[][] keys, int count) {
        environment.executeInExclusiveTransaction(txn -> {
            for (int i = 0; i < count; i++) {
                store.delete(txn, copy(keys[i]));
            }
        });
    }

    /** Deletes with a cursor: it has no deletion of ranges. */
    @Override
    public void deleteRange(byte[] from, byte[] to) {
        environment.executeInExclusiveTransaction(txn -> {
            try (Cursor cursor = store.openCursor(txn)) {
                boolean found = cursor.getSearchKeyRange(copy(from)) != null;
                while (found && cursor.getKey().compareTo(new ArrayByteIterable(to)) < 0) {
                    cursor.deleteCurrent();
                    found = cursor.getNext();
                }
            }
        });
    }

    @Override
    public EntryReader reader(boolean following) {
        return new Reader(environment, store, following);
    }

    /** Does nothing: there is nothing in memory that is not in the log. */
    @Override
    public void flush() {}

    /** Its garbage collection runs for minutes and is not waited for. */
    @Override
    public void settle() {}

    @Override
    public void close() {
        environment.close();
    }

    private static ArrayByteIterable copy(byte[] bytes) {
        return new ArrayByteIterable(bytes.clone());
    }

    private static final class Reader implements EntryReader {

        private final Environment environment;
        private final Store store;
        private final boolean following;
        private Transaction txn;

        Reader(Environment environment, Store store, boolean following) {
            this.environment = environment;
            this.store = store;
            this.txn = environment.beginReadonlyTransaction();
            this.following = following;
        }

        @Override
        public boolean get(byte[] key, EntrySink sink) {
            follow();
            ByteIterable value = store.get(txn, new ArrayByteIterable(key));
            if (value == null) {
                return false;
            }
            sink.value(value.getBytesUnsafe(), value.getLength());
            return true;
        }

        @Override
        public byte @Nullable [] get(byte[] key) {
            follow();
            ByteIterable value = store.get(txn, new ArrayByteIterable(key));
            return value == null ? null : Arrays.copyOf(value.getBytesUnsafe(), value.getLength());
        }

        @Override
        public long scan(byte @Nullable [] from, boolean reverse, long limit, EntrySink sink) {
            follow();
            long count = 0;
            try (Cursor cursor = store.openCursor(txn)) {
                boolean found = seek(cursor, from, reverse);
                while (found && count < limit) {
                    System.arraycopy(cursor.getKey().getBytesUnsafe(), 0, sink.key(), 0, Keys.LENGTH);
                    ByteIterable value = cursor.getValue();
                    sink.value(value.getBytesUnsafe(), value.getLength());
                    count++;
                    found = reverse ? cursor.getPrev() : cursor.getNext();
                }
            }
            return count;
        }

        private static boolean seek(Cursor cursor, byte @Nullable [] from, boolean reverse) {
            if (from == null) {
                return reverse ? cursor.getLast() : cursor.getNext();
            }
            boolean found = cursor.getSearchKeyRange(copy(from)) != null;
            if (!reverse) {
                return found;
            }
            if (!found) {
                return cursor.getLast();
            }
            byte[] key = Arrays.copyOf(cursor.getKey().getBytesUnsafe(), Keys.LENGTH);
            return Arrays.equals(key, from) || cursor.getPrev();
        }

        private void follow() {
            if (following) {
                txn.abort();
                txn = environment.beginReadonlyTransaction();
            }
        }

        @Override
        public void close() {
            txn.abort();
        }
    }
}
