package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.allidb.storage.api.CheckReport;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.api.RepairReport;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ToolProgress;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A campaign that damages, cuts or loses one file of a data directory.
 *
 * <ul>
 *   <li>The check says which, and never calls a directory clean whose rows have changed.
 *   <li>The repair saves what is intact. It brings back no wrong value and no deleted row, and leaves other tenants
 *       whole.
 * </ul>
 *
 * <p>{@code -Dallidb.soak=N} damages N times as many places.
 */
class WorstDayTest {

    private static final int PLACES = 4 * Integer.getInteger("allidb.soak", 1);
    private static final int STEPS = 60;
    private static final TenantId OTHER = TenantId.of("other");
    private static final ToolProgress SILENT = (file, done, total) -> {};

    @TempDir
    Path directory;

    private final Random random = new Random(Seed.get());
    private final StorageTools tools = StorageTools.load();
    private Path sound = Path.of("");
    private Map<String, String> rows = Map.of();
    private Map<String, String> otherRows = Map.of();
    private final List<String> wrong = new ArrayList<>();

    /** Two tenants with tables, deletes and an unflushed log, as a crash leaves them. */
    @BeforeEach
    void fill() throws IOException {
        Path data = directory.resolve("data");
        sound = directory.resolve("sound");
        try (StoragePlatform platform = StoragePlatform.builder(data)
                        .set("wal.max_file_mb", 0.125)
                        .set("sstable.block_size_kb", 1)
                        .set("compaction.min_size_mb", 0)
                        .open();
                TenantStore store = platform.openOrCreate(Platforms.TENANT);
                TenantStore other = platform.openOrCreate(OTHER)) {
            run(store, new Workload(random, STEPS));
            run(other, new Workload(random, STEPS));
            rows = Workload.read(store);
            otherRows = Workload.read(other);
            writeLast(platform);
            // a merge would take files away while they are copied
            store.awaitQuiet();
            other.awaitQuiet();
            copy(data, sound);
        }
    }

    /** Damage in the last record of a log looks like a write that was cut short: that record is of a tenant of its own. */
    private static void writeLast(StoragePlatform platform) {
        try (TenantStore last = platform.openOrCreate(TenantId.of("last"))) {
            last.put("row", new byte[1]);
            last.sync();
        }
    }

    @Test
    void soundDirectoryIsCleanAndSavedWhole() throws IOException {
        CheckReport check = tools.check(sound, SILENT);
        assertTrue(check.isClean(), check.findings().toString());
        RepairReport repair = tools.repair(sound, directory.resolve("fixed"), SILENT);
        assertTrue(repair.isComplete(), repair.findings().toString());
        assertEquals(rows, read(directory.resolve("fixed"), Platforms.TENANT));
        assertEquals(otherRows, read(directory.resolve("fixed"), OTHER));
    }

    @Test
    void flippedByteIsFoundOrHarmless() throws IOException {
        for (Path file : files()) {
            for (int i = 0; i < PLACES; i++) {
                byte[] bytes = Files.readAllBytes(file);
                int at = random.nextInt(bytes.length);
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                damaged(file, bytes, "byte " + at + " flipped");
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void cutFileIsFoundOrHarmless() throws IOException {
        for (Path file : files()) {
            byte[] bytes = Files.readAllBytes(file);
            damaged(file, new byte[0], "cut to nothing");
            int length = random.nextInt(bytes.length);
            damaged(file, Arrays.copyOf(bytes, length), "cut to " + length);
        }
        assertEquals(List.of(), wrong);
    }

    private void damaged(Path file, byte[] bytes, String how) throws IOException {
        Path broken = directory.resolve("broken");
        Path fixed = directory.resolve("fixed");
        delete(broken);
        delete(fixed);
        copy(sound, broken);
        String name = sound.relativize(file).toString();
        Files.write(broken.resolve(name), bytes);
        String where = name + ", " + how;
        try {
            CheckReport check = tools.check(broken, SILENT);
            if (check.isClean()) {
                // what is called clean must open, and hold everything
                expect(rows.equals(read(broken, Platforms.TENANT)), where + ": called clean, but rows are missing");
                expect(
                        otherRows.equals(read(broken, OTHER)),
                        where + ": called clean, but the other's rows are missing");
                return;
            }
            Path folder = Path.of(name).getParent();
            expect(
                    check.findings().stream()
                            .filter(finding -> finding.severity() != Severity.NOTE)
                            .anyMatch(finding -> name.equals(finding.file())
                                    // one that was cut at an edit shows by what it does not account for
                                    || name.endsWith("MANIFEST")
                                            && finding.file().startsWith(folder.toString())
                                    || name.equals("CATALOG") && finding.file().startsWith("tenants/")),
                    where + ": not named, but " + check.findings());
            repaired(name, broken, fixed, where);
        } catch (StorageException e) {
            // a directory that says of itself that it is something else is refused
            expect(name.equals("FORMAT"), where + ": " + e);
        }
    }

    private void repaired(String name, Path broken, Path fixed, String where) {
        RepairReport repair = tools.repair(broken, fixed, SILENT);
        expect(
                repair.check().isClean(),
                where + ": the new directory is damaged: " + repair.check().findings());
        boolean whole = name.startsWith("tenants");
        for (TenantId tenant : List.of(Platforms.TENANT, OTHER)) {
            Map<String, String> wanted = tenant.equals(OTHER) ? otherRows : rows;
            Map<String, String> found = read(fixed, tenant);
            if (whole && !name.contains("/" + tenant + ".")) {
                expect(found.equals(wanted), where + ": the tenant " + tenant + " is not whole");
            } else if (name.endsWith(".sst") && !saysThatDeletedRowsMayShow(repair)) {
                expect(
                        wanted.entrySet().containsAll(found.entrySet()),
                        where + ": rows of " + tenant + " that are wrong or were deleted; " + repair.findings());
            }
        }
    }

    private static boolean saysThatDeletedRowsMayShow(RepairReport repair) {
        return repair.findings().stream()
                .anyMatch(finding -> finding.meaning().contains("rows that they deleted may show again")
                        || finding.meaning().contains("rows that it deleted"));
    }

    private void expect(boolean right, String what) {
        if (!right) {
            wrong.add(what);
        }
    }

    private static void run(TenantStore store, Workload workload) {
        for (int step = 0; step < workload.length(); step++) {
            workload.run(step, store);
        }
        store.sync();
    }

    private static Map<String, String> read(Path data, TenantId tenant) {
        try (StoragePlatform platform = StoragePlatform.open(data);
                TenantStore store = platform.open(tenant)) {
            return Workload.read(store);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(sound)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("LOCK"))
                    .sorted()
                    .toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void delete(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
