package org.allidb.storage.benchmarks.engine;

import static org.lmdbjava.EnvFlags.MDB_NOMEMINIT;
import static org.lmdbjava.EnvFlags.MDB_NOSYNC;
import static org.lmdbjava.EnvFlags.MDB_NOTLS;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.allidb.storage.benchmarks.data.EntrySink;
import org.allidb.storage.benchmarks.data.Keys;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

/**
 * LMDB through lmdbjava, its checks switched off and its fastest buffers as its documentation advises (both are
 * flags of the JVM, see {@code Fork}).
 *
 * <ul>
 *   <li>Without sync: {@code MDB_NOSYNC}; a commit is in the operating system's hands, as with the others' logs. For
 *       synced writes the environment is opened without it, and a commit is what makes a put durable;
 *       {@code MDB_NOMETASYNC} would lose the last commit in a power cut and is not used.
 *   <li>{@code MDB_NOMEMINIT}: no zeroing of pages; {@code MDB_NOTLS}: transactions of readers can be renewed.
 *   <li>A reader that need not follow keeps one transaction open; one that must follow renews it for every call.
 * </ul>
 */
final class LmdbEngine implements Engine {

    private static final long MAP_BYTES = 64L << 30;
    private static final int READERS = 256;
    private static final int VALUE_CAPACITY = 1 << 16;

    private static final EnvFlags[] DURABLE = {MDB_NOMEMINIT, MDB_NOTLS};
    private static final EnvFlags[] FAST = {MDB_NOSYNC, MDB_NOMEMINIT, MDB_NOTLS};

    private final Env<ByteBuffer> env;
    private final boolean synced;
    private final Dbi<ByteBuffer> dbi;
    private final ThreadLocal<ByteBuffer> keys = ThreadLocal.withInitial(() -> direct(Keys.LENGTH));
    private final ThreadLocal<ByteBuffer> values = ThreadLocal.withInitial(() -> direct(VALUE_CAPACITY));

    LmdbEngine(Path directory, boolean synced) {
        this.synced = synced;
        this.env = Env.create()
                .setMapSize(MAP_BYTES)
                .setMaxReaders(READERS)
                .setMaxDbs(1)
                .open(directory.toFile(), synced ? DURABLE : FAST);
        this.dbi = env.openDbi("bench", DbiFlags.MDB_CREATE);
    }

    @Override
    public void put(byte[] key, byte[] value) {
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            dbi.put(txn, filled(keys.get(), key), filled(values.get(), value));
            txn.commit();
        }
    }

    @Override
    public void putSync(byte[] key, byte[] value) {
        put(key, value);
        if (!synced) {
            env.sync(true);
        }
    }

    @Override
    public void putBatch(byte[][] batchKeys, byte[][] batchValues, int count) {
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            for (int i = 0; i < count; i++) {
                dbi.put(txn, filled(keys.get(), batchKeys[i]), filled(values.get(), batchValues[i]));
            }
            txn.commit();
        }
    }

    @Override
    public void deleteBatch(byte[][] batchKeys, int count) {
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            for (int i = 0; i < count; i++) {
                dbi.delete(txn, filled(keys.get(), batchKeys[i]));
            }
            txn.commit();
        }
    }

    /** Deletes with a cursor: LMDB has no deletion of ranges. */
    @Override
    public void deleteRange(byte[] from, byte[] to) {
        byte[] key = new byte[to.length];
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            try (Cursor<ByteBuffer> cursor = dbi.openCursor(txn)) {
                boolean found = cursor.get(filled(keys.get(), from), GetOp.MDB_SET_RANGE);
                while (found) {
                    cursor.key().get(0, key);
                    if (java.util.Arrays.compareUnsigned(key, to) >= 0) {
                        break;
                    }
                    cursor.delete();
                    found = cursor.next();
                }
            }
            txn.commit();
        }
    }

    @Override
    public EntryReader reader(boolean following) {
        return new Reader(env, dbi, following);
    }

    @Override
    public void flush() {
        env.sync(true);
    }

    @Override
    public void settle() {
        flush();
    }

    @Override
    public void close() {
        env.sync(true);
        env.close();
    }

    private static ByteBuffer direct(int capacity) {
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer filled(ByteBuffer buffer, byte[] bytes) {
        return buffer.clear().put(bytes).flip();
    }

    private static final class Reader implements EntryReader {

        private final Dbi<ByteBuffer> dbi;
        private final Txn<ByteBuffer> txn;
        private final boolean following;
        private final ByteBuffer key = direct(Keys.LENGTH);

        Reader(Env<ByteBuffer> env, Dbi<ByteBuffer> dbi, boolean following) {
            this.dbi = dbi;
            this.txn = env.txnRead();
            this.following = following;
        }

        @Override
        public boolean get(byte[] wanted, EntrySink sink) {
            follow();
            ByteBuffer value = dbi.get(txn, filled(key, wanted));
            if (value == null) {
                return false;
            }
            sink.value(value.order(ByteOrder.LITTLE_ENDIAN));
            return true;
        }

        @Override
        public byte @Nullable [] get(byte[] wanted) {
            follow();
            ByteBuffer value = dbi.get(txn, filled(key, wanted));
            if (value == null) {
                return null;
            }
            byte[] copy = new byte[value.remaining()];
            value.get(copy);
            return copy;
        }

        @Override
        public long scan(byte @Nullable [] from, boolean reverse, long limit, EntrySink sink) {
            follow();
            long count = 0;
            try (Cursor<ByteBuffer> cursor = dbi.openCursor(txn)) {
                boolean found = seek(cursor, from, reverse);
                while (found && count < limit) {
                    cursor.key().get(0, sink.key());
                    sink.value(cursor.val().order(ByteOrder.LITTLE_ENDIAN));
                    count++;
                    found = reverse ? cursor.prev() : cursor.next();
                }
            }
            return count;
        }

        private boolean seek(Cursor<ByteBuffer> cursor, byte @Nullable [] from, boolean reverse) {
            if (from == null) {
                return reverse ? cursor.last() : cursor.first();
            }
            boolean found = cursor.get(filled(key, from), GetOp.MDB_SET_RANGE);
            if (!reverse) {
                return found;
            }
            if (!found) {
                return cursor.last();
            }
            return cursor.key().equals(filled(key, from)) || cursor.prev();
        }

        private void follow() {
            if (following) {
                txn.reset();
                txn.renew();
            }
        }

        @Override
        public void close() {
            txn.close();
        }
    }
}
