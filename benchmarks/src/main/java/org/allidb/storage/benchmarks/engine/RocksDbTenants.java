package org.allidb.storage.benchmarks.engine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/**
 * A column family each, one log for all. The buffers of all share the 512 MiB through {@code db_write_buffer_size}, as
 * the tuning guide advises for many families, and {@code arena_block_size} is small, or each family that was written to
 * would hold a megabyte.
 */
final class RocksDbTenants implements SharedStore {

    private static final long ARENA_BLOCK = 8L << 10;

    static {
        RocksDB.loadLibrary();
    }

    private final Options options;
    private final ColumnFamilyOptions family;
    private final RocksDB db;
    private final List<ColumnFamilyHandle> families = new ArrayList<>();
    private final WriteOptions buffered = new WriteOptions();
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final FlushOptions flush = new FlushOptions().setWaitForFlush(true);

    private int added;

    /** Opens with all families that are there, as RocksDB demands; they are not added yet. */
    RocksDbTenants(Path directory) {
        this.options = RocksDbTuning.leveled().setDbWriteBufferSize(RocksDbTuning.WRITE_BUFFERS);
        this.family = new ColumnFamilyOptions()
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setArenaBlockSize(ARENA_BLOCK)
                .setTableFormatConfig(RocksDbTuning.tables());
        try (Options list = new Options()) {
            // In the order in which they were made, the default one first.
            List<ColumnFamilyDescriptor> there = new ArrayList<>();
            for (byte[] name : RocksDB.listColumnFamilies(list, directory.toString())) {
                there.add(new ColumnFamilyDescriptor(name, family));
            }
            if (there.isEmpty()) {
                this.db = RocksDB.open(options, directory.toString());
            } else {
                this.db = RocksDB.open(new DBOptions(options), directory.toString(), there, families);
                families.removeFirst().close();
            }
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void add(int count) {
        List<byte[]> names = new ArrayList<>();
        for (int i = added; i < added + count; i++) {
            if (i >= families.size()) {
                names.add(name(i));
            }
        }
        try {
            families.addAll(db.createColumnFamilies(family, names));
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
        added += count;
    }

    @Override
    public void put(int tenant, byte[] key, byte[] value) {
        put(buffered, tenant, key, value);
    }

    @Override
    public void putSync(int tenant, byte[] key, byte[] value) {
        put(synced, tenant, key, value);
    }

    private void put(WriteOptions how, int tenant, byte[] key, byte[] value) {
        try {
            db.put(families.get(tenant), how, key, value);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte @Nullable [] get(int tenant, byte[] key) {
        try {
            return db.get(families.get(tenant), key);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long scan(int tenant) {
        long entries = 0;
        try (RocksIterator iterator = db.newIterator(families.get(tenant))) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                entries++;
            }
        }
        return entries;
    }

    @Override
    public AutoCloseable cursor(int tenant) {
        RocksIterator iterator = db.newIterator(families.get(tenant));
        iterator.seekToFirst();
        return iterator;
    }

    @Override
    public void compact(int tenant) {
        try {
            db.compactRange(families.get(tenant));
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void recreate(int tenant) {
        try (ColumnFamilyHandle before = families.get(tenant)) {
            db.dropColumnFamily(before);
            families.set(tenant, db.createColumnFamily(new ColumnFamilyDescriptor(name(tenant), family)));
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] name(int tenant) {
        return ("tenant-" + tenant).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void flushAll() {
        try {
            db.flush(flush, families);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        families.forEach(ColumnFamilyHandle::close);
        db.close();
        options.close();
    }
}
