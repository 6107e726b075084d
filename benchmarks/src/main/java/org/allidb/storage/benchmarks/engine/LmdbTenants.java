package org.allidb.storage.benchmarks.engine;

import static org.lmdbjava.EnvFlags.MDB_NOMEMINIT;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.benchmarks.data.Keys;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.Txn;

/**
 * A named database each in one environment, those that are added together in one transaction. Not synced:
 * {@code MDB_NOSYNC}.
 */
final class LmdbTenants implements TenantedStore {

    private static final long MAP_BYTES = 64L << 30;
    private static final int READERS = 256;
    private static final int VALUE_CAPACITY = 1 << 16;

    private final Env<ByteBuffer> env;
    private final List<Dbi<ByteBuffer>> databases = new ArrayList<>();
    private final ThreadLocal<ByteBuffer> keys = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(Keys.LENGTH));
    private final ThreadLocal<ByteBuffer> values =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(VALUE_CAPACITY));

    LmdbTenants(Path directory, int most, boolean synced) {
        EnvFlags[] flags =
                synced ? new EnvFlags[] {MDB_NOMEMINIT} : new EnvFlags[] {MDB_NOMEMINIT, EnvFlags.MDB_NOSYNC};
        this.env = Env.create()
                .setMapSize(MAP_BYTES)
                .setMaxReaders(READERS)
                .setMaxDbs(most)
                .open(directory.toFile(), flags);
    }

    @Override
    public void add(int count) {
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            for (int i = 0; i < count; i++) {
                byte[] name = ("tenant-" + databases.size()).getBytes(StandardCharsets.US_ASCII);
                databases.add(env.openDbi(txn, name, null, false, DbiFlags.MDB_CREATE));
            }
            txn.commit();
        }
    }

    @Override
    public void put(int tenant, byte[] key, byte[] value) {
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            databases
                    .get(tenant)
                    .put(
                            txn,
                            keys.get().clear().put(key).flip(),
                            values.get().clear().put(value).flip());
            txn.commit();
        }
    }

    /** Writes durably if the environment was opened for synced writes. */
    @Override
    public void putSync(int tenant, byte[] key, byte[] value) {
        put(tenant, key, value);
    }

    @Override
    public byte @Nullable [] get(int tenant, byte[] key) {
        try (Txn<ByteBuffer> txn = env.txnRead()) {
            ByteBuffer value =
                    databases.get(tenant).get(txn, keys.get().clear().put(key).flip());
            if (value == null) {
                return null;
            }
            byte[] copy = new byte[value.remaining()];
            value.get(copy);
            return copy;
        }
    }

    @Override
    public void flushAll() {
        env.sync(true);
    }

    @Override
    public void close() {
        env.sync(true);
        env.close();
    }
}
