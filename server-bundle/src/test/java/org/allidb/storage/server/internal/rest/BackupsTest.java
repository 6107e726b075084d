package org.allidb.storage.server.internal.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests share the directory of backups, and leave it to others in between. */
class BackupsTest {

    @Test
    void theDirectoryIsOpenWhileItIsUsed(@TempDir Path directory) {
        Path place = directory.resolve("backups");
        try (StoragePlatform platform = StoragePlatform.builder(directory.resolve("data"))
                .set("server.backup_directory", place.toString())
                .open()) {
            platform.openOrCreate(TenantId.of("acme")).close();
            Backups backups = new Backups();
            assertTrue(backups.withExisting(platform, BackupDirectory::list).isEmpty(), "nothing was made");
            backups.with(platform, outer -> {
                outer.create();
                assertEquals(
                        1,
                        backups.withExisting(platform, BackupDirectory::list)
                                .orElse(List.of())
                                .size());
                return outer.create();
            });
            try (BackupDirectory other = platform.backups(place)) {
                assertEquals(2, other.list().size());
            }
        }
    }
}
