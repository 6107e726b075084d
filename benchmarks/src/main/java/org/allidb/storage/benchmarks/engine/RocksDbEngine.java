package org.allidb.storage.benchmarks.engine;

import java.nio.file.Path;
import java.util.List;
import org.allidb.storage.benchmarks.data.EntrySink;
import org.allidb.storage.benchmarks.data.Keys;
import org.jspecify.annotations.Nullable;
import org.rocksdb.EnvOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SstFileWriter;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB through its JNI binding; {@link RocksDbTuning} says how it is configured. */
final class RocksDbEngine implements Engine {

    private static final int POLL_MILLIS = 5;

    private final Options options;
    private final Path directory;
    private final RocksDB db;
    private final WriteOptions buffered = new WriteOptions();
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final FlushOptions flush = new FlushOptions().setWaitForFlush(true);

    private RocksDbEngine(Options options, Path directory) {
        this.options = options;
        this.directory = directory;
        try {
            this.db = RocksDB.open(options, directory.toString());
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    static Engine leveled(Path directory) {
        return new RocksDbEngine(RocksDbTuning.leveled(), directory);
    }

    static Engine universal(Path directory) {
        return new RocksDbEngine(RocksDbTuning.universal(), directory);
    }

    @Override
    public void put(byte[] key, byte[] value) {
        run(() -> db.put(buffered, key, value));
    }

    @Override
    public void putSync(byte[] key, byte[] value) {
        run(() -> db.put(synced, key, value));
    }

    @Override
    public void putBatch(byte[][] keys, byte[][] values, int count) {
        run(() -> {
            try (WriteBatch batch = new WriteBatch()) {
                for (int i = 0; i < count; i++) {
                    batch.put(keys[i], values[i]);
                }
                db.write(buffered, batch);
            }
        });
    }

    @Override
    public boolean loadsInBulk() {
        return true;
    }

    @Override
    public void bulkLoad(EntrySource entries) {
        String table = directory.resolve("bulk.sst").toString();
        run(() -> {
            try (EnvOptions files = new EnvOptions();
                    SstFileWriter writer = new SstFileWriter(files, options);
                    IngestExternalFileOptions ingestion = new IngestExternalFileOptions().setMoveFiles(true)) {
                writer.open(table);
                while (entries.next()) {
                    writer.put(entries.key(), entries.value());
                }
                writer.finish();
                db.ingestExternalFile(List.of(table), ingestion);
            }
        });
    }

    @Override
    public void deleteBatch(byte[][] keys, int count) {
        run(() -> {
            try (WriteBatch batch = new WriteBatch()) {
                for (int i = 0; i < count; i++) {
                    batch.delete(keys[i]);
                }
                db.write(buffered, batch);
            }
        });
    }

    @Override
    public void deleteRange(byte[] from, byte[] to) {
        run(() -> db.deleteRange(buffered, from, to));
    }

    @Override
    public EntryReader reader(boolean following) {
        return new Reader(db);
    }

    @Override
    public void flush() {
        run(() -> db.flush(flush));
    }

    @Override
    public void settle() {
        flush();
        run(() -> {
            while (db.getLongProperty("rocksdb.compaction-pending") > 0
                    || db.getLongProperty("rocksdb.num-running-compactions") > 0
                    || db.getLongProperty("rocksdb.num-running-flushes") > 0) {
                Thread.sleep(POLL_MILLIS);
            }
        });
    }

    @Override
    public void close() {
        run(db::closeE);
        options.close();
    }

    private interface Call {
        void run() throws RocksDBException, InterruptedException;
    }

    private static void run(Call call) {
        try {
            call.run();
        } catch (RocksDBException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Into arrays that are used again: fewer calls and less garbage than arrays of its own; a little faster than buffers. */
    private static final class Reader implements EntryReader {

        private final RocksDB db;
        private final ReadOptions options = new ReadOptions();
        private final byte[] value = new byte[1 << 16];

        Reader(RocksDB db) {
            this.db = db;
        }

        @Override
        public boolean get(byte[] key, EntrySink sink) {
            try {
                int length = db.get(options, key, value);
                if (length == RocksDB.NOT_FOUND) {
                    return false;
                }
                sink.value(value, length);
                return true;
            } catch (RocksDBException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public byte @Nullable [] get(byte[] key) {
            try {
                return db.get(options, key);
            } catch (RocksDBException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public long scan(byte @Nullable [] from, boolean reverse, long limit, EntrySink sink) {
            long count = 0;
            try (RocksIterator iterator = db.newIterator(options)) {
                seek(iterator, from, reverse);
                while (count < limit && iterator.isValid()) {
                    iterator.key(sink.key(), 0, Keys.LENGTH);
                    sink.value(value, iterator.value(value, 0, value.length));
                    count++;
                    if (reverse) {
                        iterator.prev();
                    } else {
                        iterator.next();
                    }
                }
                iterator.status();
            } catch (RocksDBException e) {
                throw new IllegalStateException(e);
            }
            return count;
        }

        private static void seek(RocksIterator iterator, byte @Nullable [] from, boolean reverse) {
            if (from == null) {
                if (reverse) {
                    iterator.seekToLast();
                } else {
                    iterator.seekToFirst();
                }
            } else if (reverse) {
                iterator.seekForPrev(from);
            } else {
                iterator.seek(from);
            }
        }

        @Override
        public void close() {
            options.close();
        }
    }
}
