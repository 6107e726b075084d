/** The engine: puts the components together. */
module org.allidb.storage.engine {
    requires org.allidb.storage.kernel;
    requires static com.google.errorprone.annotations;
    requires static jdk.jfr;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires static osgi.core;
    requires static org.osgi.service.cm;

    uses org.allidb.storage.spi.codec.Codec;
    uses org.allidb.storage.spi.compaction.CompactionSchedulerProvider;
    uses org.allidb.storage.spi.compaction.CompactionStrategy;
    uses org.allidb.storage.spi.compaction.MergeExecutor;
    uses org.allidb.storage.spi.filter.FilterProvider;
    uses org.allidb.storage.spi.inspect.FileInspector;
    uses org.allidb.storage.spi.keys.KeyProvider;
    uses org.allidb.storage.spi.memtable.MemtableProvider;
    uses org.allidb.storage.spi.replication.ReplicationProvider;
    uses org.allidb.storage.spi.runtime.StorageRuntime;
    uses org.allidb.storage.spi.sstable.TableFormatProvider;
    uses org.allidb.storage.spi.tenant.QuotaPolicy;
    uses org.allidb.storage.spi.tenant.TenantGuardProvider;
    uses org.allidb.storage.spi.throttle.ThrottlerProvider;
    uses org.allidb.storage.spi.vfs.VfsProvider;
    uses org.allidb.storage.spi.wal.WriteAheadLogProvider;

    provides org.allidb.storage.api.bootstrap.StoragePlatformFactory with
            org.allidb.storage.engine.internal.LsmPlatformFactory;
    provides org.allidb.storage.api.bootstrap.StorageToolsFactory with
            org.allidb.storage.engine.internal.LsmStorageToolsFactory;
}
