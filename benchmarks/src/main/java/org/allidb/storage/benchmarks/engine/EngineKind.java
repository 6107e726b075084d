package org.allidb.storage.benchmarks.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The engines that are compared. */
@SuppressWarnings("ImmutableEnumChecker") // an opener is a method
public enum EngineKind {
    ALLIDB("allidb", "AlliDB Storage", (directory, synced) -> new AlliDbEngine(directory)),
    ROCKSDB("rocksdb", "RocksDB leveled", (directory, synced) -> RocksDbEngine.leveled(directory)),
    ROCKSDB_UNIVERSAL(
            "rocksdb-universal", "RocksDB universal", (directory, synced) -> RocksDbEngine.universal(directory)),
    LMDB("lmdb", "LMDB", LmdbEngine::new),
    MVSTORE("mvstore", "H2 MVStore", (directory, synced) -> new MvStoreEngine(directory)),
    XODUS("xodus", "Xodus", XodusEngine::new),
    JE("je", "Berkeley DB JE", (directory, synced) -> {
        throw new UnsupportedOperationException("Berkeley DB JE is compared by graphs alone");
    }),
    ALLIDB_ENCRYPTED(
            "allidb-encrypted", "AlliDB Storage, encrypted", (directory, synced) -> AlliDbEngine.encrypted(directory));

    private final String id;
    private final String title;
    private final Opener opener;

    EngineKind(String id, String title, Opener opener) {
        this.id = id;
        this.title = title;
        this.opener = opener;
    }

    /** Returns how it is called on the command line. */
    public String id() {
        return id;
    }

    /** Returns how it is called in reports. */
    public String title() {
        return title;
    }

    /**
     * Opens a store in a directory, creating it if it is missing.
     *
     * @param directory its own
     * @param synced whether every write will be a synced one
     */
    public Engine open(Path directory, boolean synced) {
        create(directory);
        return opener.open(directory, synced);
    }

    /**
     * Opens a store for many tenants, creating it without any if it is missing.
     *
     * @param directory its own
     * @param most how many tenants there will be at most
     * @param synced whether every write will be a synced one
     * @return the store; empty if the engine has nothing that comes close
     */
    public Optional<TenantedStore> openTenants(Path directory, int most, boolean synced) {
        create(directory);
        return switch (this) {
            case ALLIDB -> Optional.of(new AlliDbTenants(directory));
            case ROCKSDB -> Optional.of(new RocksDbTenants(directory));
            case LMDB -> Optional.of(new LmdbTenants(directory, most, synced));
            case ALLIDB_ENCRYPTED, ROCKSDB_UNIVERSAL, MVSTORE, XODUS, JE -> Optional.empty();
        };
    }

    /**
     * Opens an empty store for a graph.
     *
     * @param directory its own
     * @return the store; empty if the engine is not compared by graphs
     */
    public Optional<GraphStore> openGraph(Path directory) {
        create(directory);
        return switch (this) {
            case ALLIDB -> Optional.of(new AlliDbGraph(directory));
            case ROCKSDB -> Optional.of(new RocksDbGraph(directory));
            case LMDB -> Optional.of(new LmdbGraph(directory));
            case JE -> Optional.of(new JeGraph(directory));
            case ALLIDB_ENCRYPTED, ROCKSDB_UNIVERSAL, MVSTORE, XODUS -> Optional.empty();
        };
    }

    /** Returns the engine of an id. */
    public static Optional<EngineKind> of(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id.equals(id)).findFirst();
    }

    /** Returns the engines that are compared if none are named: each at its defaults. */
    public static List<EngineKind> compared() {
        return Arrays.stream(values())
                .filter(kind -> kind != ALLIDB_ENCRYPTED && kind != JE)
                .toList();
    }

    /** Returns all ids. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(EngineKind::id).toList();
    }

    private static void create(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Opener {
        Engine open(Path directory, boolean synced);
    }
}
