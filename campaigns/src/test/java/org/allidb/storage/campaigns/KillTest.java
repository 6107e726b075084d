package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A campaign that kills a process hard in the middle of its writes, flushes and compactions, again and again on the
 * same directory. This process remembers what was acknowledged, synced or only handed to the operating system.
 * {@code -Dallidb.soak=N} kills N times as often.
 */
class KillTest {

    private static final int KILLS = 10 * Integer.getInteger("allidb.soak", 1);
    private static final int KILLS_OF_A_DIRECTORY = 10;
    private static final int MOST_ACKNOWLEDGED = 1_000;

    @TempDir
    Path directories;

    private final List<Long> acknowledged = new ArrayList<>();
    private Path directory;
    private long batches;

    @Test
    void everythingAcknowledgedOutlivesItsProcess() throws Exception {
        Random random = new Random(Seed.get());
        long next = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            if (kill % KILLS_OF_A_DIRECTORY == 0) {
                directory = directories.resolve("directory-" + kill);
                acknowledged.clear();
            }
            int before = acknowledged.size();
            // a kill soon after the start meets recovery, and what follows it
            int most = random.nextInt(4) == 0 ? 10 : MOST_ACKNOWLEDGED;
            runAndKill(next, 1 + random.nextInt(most));
            batches += acknowledged.size() - before;
            next = 1 + verify();
        }
        System.out.println("KillTest: " + KILLS + " kills, " + batches + " acknowledged batches");
        assertTrue(batches >= KILLS, "only " + batches);
    }

    private void runAndKill(long first, int enough) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        directory.toString(),
                        Long.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            // the last line may be cut off by the kill: it is not taken at its word
            String before = lines.readLine();
            int heard = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged.add(Long.parseLong(before));
                before = line;
                if (++heard == enough) {
                    // not through the process, which would close the pipe and what is still in it
                    process.toHandle().destroyForcibly();
                }
            }
        }
        process.waitFor();
    }

    /** Checks every row, and gives the greatest number of a batch that was found. */
    private long verify() {
        Map<Long, Integer> rows = new HashMap<>();
        try (StoragePlatform platform = KilledWriter.open(directory)) {
            for (int tenant = 0; tenant < KilledWriter.TENANTS; tenant++) {
                try (TenantStore store = platform.openOrCreate(KilledWriter.tenant(tenant));
                        Cursor cursor = store.scan(ScanRequest.all())) {
                    while (cursor.next()) {
                        count(cursor, rows);
                    }
                }
            }
        }
        List<Long> lost = acknowledged.stream()
                .filter(number -> !rows.containsKey(number))
                .toList();
        assertEquals(List.of(), lost, "lost");
        List<Long> torn = rows.keySet().stream()
                .filter(number -> rows.get(number) != KilledWriter.ROWS_OF_A_BATCH)
                .toList();
        assertEquals(List.of(), torn, "there by half");
        return rows.keySet().stream().mapToLong(Long::longValue).max().orElse(-1);
    }

    private static void count(Cursor cursor, Map<Long, Integer> rows) {
        String[] name = cursor.entity().toText().substring("batch-".length()).split("/");
        long number = Long.parseLong(name[0]);
        byte[] value = new byte[cursor.valueLength()];
        cursor.copyValue(value, 0);
        assertTrue(
                Arrays.equals(KilledWriter.value(number, Integer.parseInt(name[1])), value), "row " + cursor.entity());
        rows.merge(number, 1, Integer::sum);
    }
}
