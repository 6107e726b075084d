package org.allidb.storage.benchmarks.engine;

import static org.lmdbjava.EnvFlags.MDB_NOMEMINIT;
import static org.lmdbjava.EnvFlags.MDB_NOSYNC;
import static org.lmdbjava.EnvFlags.MDB_NOTLS;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

/** Edges as keys of LMDB, as {@link LmdbEngine} configures it. A reader keeps its transaction open. */
final class LmdbGraph implements GraphStore {

    private static final long MAP_BYTES = 64L << 30;

    private final Env<ByteBuffer> env;
    private final Dbi<ByteBuffer> dbi;
    private final ByteBuffer key = ByteBuffer.allocateDirect(EdgeKeys.LENGTH);
    private final ByteBuffer value = ByteBuffer.allocateDirect(EdgeKeys.VALUE);

    LmdbGraph(Path directory) {
        this.env = Env.create()
                .setMapSize(MAP_BYTES)
                .setMaxDbs(1)
                .open(directory.toFile(), MDB_NOSYNC, MDB_NOMEMINIT, MDB_NOTLS);
        this.dbi = env.openDbi("graph", DbiFlags.MDB_CREATE);
    }

    @Override
    public void put(int[] sources, int[] targets, int count) {
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            for (int i = 0; i < count; i++) {
                dbi.put(
                        txn,
                        key.clear().put(EdgeKeys.key(sources[i], targets[i])).flip(),
                        value.clear().put(EdgeKeys.value(targets[i])).flip());
            }
            txn.commit();
        }
    }

    @Override
    public GraphReader reader(boolean moving) {
        return new Reader(env, dbi, moving);
    }

    @Override
    public void settle() {
        env.sync(true);
    }

    @Override
    public void close() {
        env.sync(true);
        env.close();
    }

    private static final class Reader implements GraphReader {

        private final Dbi<ByteBuffer> dbi;
        private final Txn<ByteBuffer> txn;
        private final boolean moving;
        private final Cursor<ByteBuffer> moved;
        private final ByteBuffer start = ByteBuffer.allocateDirect(EdgeKeys.PREFIX);
        private final byte[] key = new byte[EdgeKeys.LENGTH];

        Reader(Env<ByteBuffer> env, Dbi<ByteBuffer> dbi, boolean moving) {
            this.dbi = dbi;
            this.txn = env.txnRead();
            this.moving = moving;
            this.moved = dbi.openCursor(txn);
        }

        @Override
        public int neighbours(int vertex, int[] targets) {
            if (moving) {
                return neighbours(moved, vertex, targets);
            }
            try (Cursor<ByteBuffer> cursor = dbi.openCursor(txn)) {
                return neighbours(cursor, vertex, targets);
            }
        }

        private int neighbours(Cursor<ByteBuffer> cursor, int vertex, int[] targets) {
            byte[] prefix = EdgeKeys.prefix(vertex);
            int count = 0;
            boolean found = cursor.get(start.clear().put(prefix).flip(), GetOp.MDB_SET_RANGE);
            while (found) {
                cursor.key().get(0, key);
                if (!EdgeKeys.isOf(key, prefix)) {
                    break;
                }
                targets[count++] = EdgeKeys.vertexAt(key, EdgeKeys.PREFIX);
                found = cursor.next();
            }
            return count;
        }

        @Override
        public void close() {
            moved.close();
            txn.close();
        }
    }
}
