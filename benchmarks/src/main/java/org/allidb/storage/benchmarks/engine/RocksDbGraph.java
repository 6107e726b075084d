package org.allidb.storage.benchmarks.engine;

import java.nio.file.Path;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** Edges as keys of RocksDB, leveled; {@link RocksDbTuning} says how it is configured. */
final class RocksDbGraph implements GraphStore {

    private static final int POLL_MILLIS = 5;

    private final Options options = RocksDbTuning.leveled();
    private final RocksDB db;
    private final WriteOptions buffered = new WriteOptions();

    RocksDbGraph(Path directory) {
        try {
            this.db = RocksDB.open(options, directory.toString());
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void put(int[] sources, int[] targets, int count) {
        try (WriteBatch batch = new WriteBatch()) {
            for (int i = 0; i < count; i++) {
                batch.put(EdgeKeys.key(sources[i], targets[i]), EdgeKeys.value(targets[i]));
            }
            db.write(buffered, batch);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public GraphReader reader(boolean moving) {
        return new Reader(db, moving);
    }

    @Override
    public void settle() {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            db.flush(flush);
            while (db.getLongProperty("rocksdb.compaction-pending") > 0
                    || db.getLongProperty("rocksdb.num-running-compactions") > 0
                    || db.getLongProperty("rocksdb.num-running-flushes") > 0) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (RocksDBException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        db.close();
        buffered.close();
        options.close();
    }

    private static final class Reader implements GraphReader {

        private final RocksDB db;
        private final boolean moving;
        private final ReadOptions options = new ReadOptions();
        private final RocksIterator moved;
        private final byte[] key = new byte[EdgeKeys.LENGTH];

        Reader(RocksDB db, boolean moving) {
            this.db = db;
            this.moving = moving;
            this.moved = db.newIterator(options);
        }

        @Override
        public int neighbours(int vertex, int[] targets) {
            if (moving) {
                return neighbours(moved, vertex, targets);
            }
            try (RocksIterator iterator = db.newIterator(options)) {
                return neighbours(iterator, vertex, targets);
            }
        }

        private int neighbours(RocksIterator iterator, int vertex, int[] targets) {
            byte[] prefix = EdgeKeys.prefix(vertex);
            int count = 0;
            for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
                iterator.key(key, 0, key.length);
                if (!EdgeKeys.isOf(key, prefix)) {
                    break;
                }
                targets[count++] = EdgeKeys.vertexAt(key, EdgeKeys.PREFIX);
            }
            return count;
        }

        @Override
        public void close() {
            moved.close();
            options.close();
        }
    }
}
