package org.allidb.storage.benchmarks.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A store of its own for each tenant, with a log of its own. */
public final class SeparateStores implements TenantedStore {

    private final EngineKind kind;
    private final Path directory;
    private final List<Engine> stores = new ArrayList<>();
    private final Queue<EntryReader> opened = new ConcurrentLinkedQueue<>();
    /** Readers of each thread, by tenant. */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable List<EntryReader>> readers = new ThreadLocal<>();

    /**
     * Creates a store without tenants.
     *
     * @param kind what each tenant has
     * @param directory the parent of theirs
     */
    public SeparateStores(EngineKind kind, Path directory) {
        this.kind = kind;
        this.directory = directory;
    }

    @Override
    public void add(int count) {
        for (int i = 0; i < count; i++) {
            stores.add(kind.open(directory.resolve("store-" + stores.size()), false));
        }
    }

    @Override
    public void put(int tenant, byte[] key, byte[] value) {
        stores.get(tenant).put(key, value);
    }

    @Override
    public void putSync(int tenant, byte[] key, byte[] value) {
        stores.get(tenant).putSync(key, value);
    }

    @Override
    public byte @Nullable [] get(int tenant, byte[] key) {
        List<EntryReader> own = readers.get();
        if (own == null) {
            own = openReaders();
            readers.set(own);
        }
        return own.get(tenant).get(key);
    }

    @Override
    public void flushAll() {
        stores.forEach(Engine::flush);
    }

    @Override
    public void close() {
        opened.forEach(EntryReader::close);
        stores.forEach(Engine::close);
    }

    private List<EntryReader> openReaders() {
        List<EntryReader> own = stores.stream().map(store -> store.reader(true)).toList();
        opened.addAll(own);
        return own;
    }
}
