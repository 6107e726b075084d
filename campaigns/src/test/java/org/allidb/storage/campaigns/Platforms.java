package org.allidb.storage.campaigns;

import java.nio.file.Path;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.testkit.VfsProviders;

/** Platforms on file systems of the testkit, with everything small, so that little work makes many files. */
final class Platforms {

    static final TenantId TENANT = TenantId.of("crash");

    private Platforms() {}

    static StoragePlatform open(Vfs files) {
        return builder().use(VfsProviders.of(files)).open();
    }

    /** Everything small, on a file system that is given. */
    static StoragePlatformBuilder builder() {
        return StoragePlatform.builder(Path.of("memory"))
                .set("engine.vfs", VfsProviders.NAME)
                .set("wal.max_file_mb", 0.125)
                .set("sstable.block_size_kb", 1)
                .set("sstable.cache_mb", 1)
                .set("compaction.min_size_mb", 0)
                .set("compaction.check_interval_ms", 600_000);
    }
}
