package org.allidb.storage.engine.internal.providers;

import java.util.Arrays;
import java.util.List;
import org.allidb.storage.api.Provider;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.compaction.CompactionSchedulerProvider;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.MergeExecutor;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.sstable.TableFormatProvider;
import org.allidb.storage.spi.tenant.TenantGuardProvider;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.allidb.storage.spi.vfs.VfsProvider;
import org.allidb.storage.spi.wal.WriteAheadLogProvider;

/** The kinds of components that the engine puts together. */
public enum ComponentKind {
    /** The file system. */
    VFS("vfs", VfsProvider.class, "allidb-storage-vfs"),
    /** Clock and threads. */
    RUNTIME("runtime", StorageRuntime.class, "allidb-storage-vfs"),
    /** The write-ahead log. */
    WAL("wal", WriteAheadLogProvider.class, "allidb-storage-wal"),
    /** The memtable. */
    MEMTABLE("memtable", MemtableProvider.class, "allidb-storage-memtable"),
    /** The table format. */
    SSTABLE("sstable", TableFormatProvider.class, "allidb-storage-sstable"),
    /** Block codecs. */
    CODEC("codec", Codec.class, "allidb-storage-sstable, allidb-storage-codec-lz4 or allidb-storage-codec-zstd"),
    /** Compaction strategies. */
    STRATEGY("strategy", CompactionStrategy.class, "allidb-storage-compaction"),
    /** The merge executor. */
    EXECUTOR("executor", MergeExecutor.class, "allidb-storage-compaction"),
    /** The compaction scheduler. */
    SCHEDULER("scheduler", CompactionSchedulerProvider.class, "allidb-storage-compaction"),
    /** The throttler. */
    THROTTLER("throttler", ThrottlerProvider.class, "allidb-storage-compaction"),
    /** The tenant guard. */
    TENANT_GUARD("tenant-guard", TenantGuardProvider.class, "allidb-storage-tenant-guard");

    private final String label;
    private final Class<? extends Provider> type;
    private final String artifact;

    ComponentKind(String label, Class<? extends Provider> type, String artifact) {
        this.label = label;
        this.type = type;
        this.artifact = artifact;
    }

    /** The name of the kind in messages and listings. */
    public String label() {
        return label;
    }

    /** The interface that providers of this kind implement. */
    public Class<? extends Provider> type() {
        return type;
    }

    /** Which artifact has the built-in provider. */
    public String artifact() {
        return artifact;
    }

    /** The kinds that a provider implements. */
    static List<ComponentKind> of(Provider provider) {
        return Arrays.stream(values()).filter(kind -> kind.type.isInstance(provider)).toList();
    }
}
