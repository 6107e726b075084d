package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ToolProgress;
import org.allidb.storage.spi.vfs.Vfs.FileKind;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first open of a directory: by a thread that is interrupted, and by one whose predecessor did not come to the end. */
class NewDirectoryTest {

    private static final TenantId TENANT = TenantId.of("tenant");
    private static final int CUTS = 12;

    private final Random random = new Random(Seed.get());

    /** What a process left that was killed between making the directories and their syncs. */
    private static StrictMemVfs abandoned() throws IOException {
        StrictMemVfs disk = new StrictMemVfs();
        disk.createDirectory("a");
        disk.createDirectory("a/data");
        return disk;
    }

    private static StoragePlatformBuilder builder(StrictMemVfs disk, FaultPlan plan) {
        return StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.of(new FaultyVfs(disk.in("a/data"), plan)))
                .set("engine.vfs", VfsProviders.NAME)
                .set("wal.max_file_mb", 0.125);
    }

    @Test
    void directoryThatAKilledProcessMadeIsMadeDurable() throws IOException {
        StrictMemVfs disk = abandoned();
        try (StoragePlatform platform = builder(disk, (operation, name) -> {}).open();
                TenantStore store = platform.openOrCreate(TENANT)) {
            store.put("row", new byte[1]);
            assertThere(disk, CUTS);
        }
    }

    @Test
    void directoryWhoseOpenFailedAtACallIsMadeDurableByTheNextOne() throws IOException {
        List<String> calls = new ArrayList<>();
        builder(abandoned(), (operation, name) -> calls.add(operation + " " + name))
                .open()
                .close();
        for (int call = 0; call < calls.size(); call++) {
            StrictMemVfs disk = abandoned();
            int[] left = {call};
            FaultPlan once = (operation, name) -> {
                if (left[0]-- == 0) {
                    throw new IOException("planned");
                }
            };
            try {
                // what fails may be tried again in the background, or be of no consequence
                builder(disk, once).open().close();
            } catch (StorageException e) {
                assertTrue(e.getMessage().contains("planned"), e.getMessage());
            }
            try (StoragePlatform platform =
                            builder(disk, (operation, name) -> {}).open();
                    TenantStore store = platform.openOrCreate(TENANT)) {
                store.put("row", new byte[1]);
                assertThere(disk, 1);
            }
        }
    }

    private void assertThere(StrictMemVfs disk, int cuts) throws IOException {
        for (int cut = 0; cut < cuts; cut++) {
            StrictMemVfs after = disk.afterPowerCut(random);
            assertEquals(FileKind.DIRECTORY, after.kind("a/data"), "the directory is gone");
            try (StoragePlatform platform =
                            builder(after, (operation, name) -> {}).open();
                    TenantStore store = platform.open(TENANT)) {
                assertTrue(store.get("row").isPresent(), "the row is gone");
            }
        }
    }

    @Test
    void interruptedThreadOpensEverythingAndStaysInterrupted(@TempDir Path folder) throws IOException {
        Path yaml = Files.writeString(folder.resolve("allidb.yaml"), "storage:\n  wal:\n    max_file_mb: 1\n");
        Path data = folder.resolve("new/data");
        List<String> lines = new ArrayList<>();
        Thread.currentThread().interrupt();
        try (StoragePlatform platform =
                        StoragePlatform.builder(data).configuration(yaml).open();
                TenantStore store = platform.openOrCreate(TENANT);
                BackupDirectory backups = platform.backups(folder.resolve("new/backups"))) {
            store.put("row", "value".getBytes(StandardCharsets.UTF_8));
            store.flush();
            assertEquals(List.of(), backups.list());
            // the work of hours is ended by an interrupt, and says so
            String told = assertThrows(StorageException.class, backups::create).getMessage();
            assertTrue(told.endsWith("the backup was interrupted"), told);
        }
        assertTrue(StorageTools.load().check(data, ToolProgress.NONE).isClean());
        StorageTools.load().repair(data, folder.resolve("new/repaired"), ToolProgress.NONE);
        StorageTools.load().dump(data.resolve("CATALOG"), true, lines::add);
        try (StoragePlatform platform = StoragePlatform.open(folder.resolve("new/repaired"));
                TenantStore store = platform.open(TENANT)) {
            assertTrue(store.get("row").isPresent());
        }
        assertTrue(Thread.interrupted(), "the interrupt is kept");
        assertTrue(!lines.isEmpty());
    }

    @Test
    void whyADirectoryCannotBeUsedIsTold(@TempDir Path folder) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("missing"));
        for (Path path : List.of(link, link.resolve("data"))) {
            String told = assertThrows(StorageException.class, () -> StoragePlatform.open(path))
                    .getMessage();
            assertTrue(
                    told.endsWith(link + " is a symbolic link to " + folder.resolve("missing")
                            + ", which is not there; make that directory, or name another one"),
                    told);
        }
    }
}
