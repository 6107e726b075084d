package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.vfs.VfsProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is forced to the real device and in which order, as the JVM's own record has it. */
class DeviceSyncTest {

    private static final String FORCE = "jdk.FileForce";
    private static final TenantId TENANT = TenantId.of("tenant");

    @TempDir
    Path folder;

    private Path directory = Path.of("");

    @BeforeEach
    void createDirectory() throws IOException {
        directory = Files.createDirectory(folder.resolve("data"));
    }

    /** Something that syncs. */
    private interface Action {
        void run() throws IOException;
    }

    @Test
    void syncOfAFileReachesTheDevice() throws IOException {
        try (VfsFile file = local().create("file")) {
            file.write(0, new byte[10], 0, 10);
            assertEquals(List.of("file"), forcedBy(file::sync));
        }
    }

    @Test
    void syncOfADirectoryReachesTheDevice() throws IOException {
        Vfs files = local();
        files.createDirectory("inner");
        assertEquals(List.of(""), forcedBy(() -> files.syncDirectory("")));
        assertEquals(List.of("inner"), forcedBy(() -> files.syncDirectory("inner")));
    }

    @Test
    void writeForcesTheLogAndAFlushTheTableThenItsNameThenTheManifest() throws IOException {
        try (StoragePlatform platform = StoragePlatform.builder(directory)
                        .set("compaction.enabled", false)
                        .open();
                TenantStore store = platform.openOrCreate(TENANT)) {
            store.put("first", new byte[10]);
            store.flush();
            List<String> written = forcedBy(() -> store.put("second", new byte[10]));
            // what the flush has left to sync in the background may come in between
            assertTrue(
                    !written.isEmpty() && written.stream().allMatch(path -> path.endsWith(".wal")), written.toString());
            List<String> flushed = forcedBy(store::flush).stream()
                    .filter(path -> !path.endsWith(".wal"))
                    .toList();
            String tenant = "tenants/" + TENANT + ".1";
            assertEquals(List.of(tenant + "/000000000002.sst", tenant, tenant + "/MANIFEST"), flushed);
        }
    }

    /** A process that was killed may have made the directories and not got further. */
    @Test
    void pathOfADirectoryIsForcedAsLongAsItsFormatIsNotThere() throws IOException {
        Path data = Files.createDirectories(directory.resolve("a/b"));
        List<String> first = forcedBy(() -> StoragePlatform.open(data).close());
        assertTrue(first.indexOf("a") >= 0 && first.indexOf("") > first.indexOf("a"), first.toString());
        assertTrue(first.indexOf("") < first.indexOf("a/b/FORMAT.new"), first.toString());
        List<String> second = forcedBy(() -> StoragePlatform.open(data).close());
        assertTrue(!second.contains("a") && !second.contains(""), second.toString());
    }

    private Vfs local() throws IOException {
        return ServiceLoader.load(VfsProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("local"))
                .findFirst()
                .orElseThrow()
                .open(directory);
    }

    /** The files and directories that are forced to the device while an action runs, in that order. */
    private List<String> forcedBy(Action action) throws IOException {
        Path record = folder.resolve("forced.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(FORCE).withThreshold(Duration.ZERO).withoutStackTrace();
            recording.start();
            action.run();
            recording.stop();
            recording.dump(record);
        }
        return RecordingFile.readAllEvents(record).stream()
                // the platform has events of its own
                .filter(event -> event.getEventType().getName().equals(FORCE))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .map(event -> Path.of(event.getString("path")))
                .filter(path -> path.startsWith(directory))
                .map(path -> directory.relativize(path).toString().replace('\\', '/'))
                .toList();
    }
}
