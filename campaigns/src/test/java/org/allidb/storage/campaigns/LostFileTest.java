package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.allidb.storage.api.CheckReport;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ToolProgress;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * A campaign that loses each file of a data directory, and each directory in it, as a whole, after a kill and after a
 * clean close.
 *
 * <ul>
 *   <li>A tenant or a platform that needs the file is refused with its name; an open for reading and {@code check}
 *       report it.
 *   <li>All others have all their rows.
 *   <li>Nothing is removed: when the file is put back, everything is there.
 * </ul>
 */
class LostFileTest {

    /** Has rows in the shared log only. */
    private static final TenantId LOGGED = TenantId.of("logged");
    /** Has rows in tables, and later ones in the log. */
    private static final TenantId BOTH = TenantId.of("both");
    /** Has rows in tables only. */
    private static final TenantId FLUSHED = TenantId.of("flushed");
    /** As {@link #BOTH}, with a log of its own. */
    private static final TenantId OWN = TenantId.of("own");

    private static final List<TenantId> TENANTS = List.of(LOGGED, BOTH, FLUSHED, OWN);
    private static final int ROWS = 40;

    private final Map<TenantId, Set<String>> acknowledged = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int refused;
    private int harmless;

    private StrictMemVfs filled(boolean closed) throws IOException {
        StrictMemVfs disk = new StrictMemVfs();
        StoragePlatform platform = Platforms.open(disk);
        for (TenantId id : TENANTS) {
            TenantStore store = platform.create(id, TenantSettings.DEFAULTS.withDedicatedLog(id.equals(OWN)));
            put(id, store, "early");
            if (!id.equals(LOGGED)) {
                store.flush();
            }
            if (!id.equals(FLUSHED)) {
                put(id, store, "late");
            }
        }
        StrictMemVfs killed = disk.afterKill();
        platform.close();
        return closed ? disk : killed;
    }

    private void put(TenantId id, TenantStore store, String when) {
        for (int i = 0; i < ROWS; i++) {
            String key = when + " row " + i;
            store.put(key.getBytes(StandardCharsets.US_ASCII), new byte[500]);
            acknowledged.computeIfAbsent(id, tenant -> new TreeSet<>()).add(key);
        }
    }

    @Test
    void afterAKill() throws IOException {
        loseEach(DiskContents.read(filled(false)), "killed");
    }

    @Test
    void afterAClose() throws IOException {
        loseEach(DiskContents.read(filled(true)), "closed");
    }

    @Test
    void lostManifestIsToldWithWhatToDo() throws IOException {
        Map<String, byte[]> left = new TreeMap<>(DiskContents.read(filled(true)));
        left.remove("tenants/flushed.3/MANIFEST");
        String message =
                "the manifest of tenant 'flushed' (the file tenants/flushed.3/MANIFEST) is missing, and 1 table of the"
                    + " tenant would be taken for leftovers; nothing was changed. Put the file back, restore the"
                    + " tenant from a backup, salvage what is intact with 'allidb repair DIR INTO' ('allidb check DIR'"
                    + " says what is there), or drop the tenant";
        StrictMemVfs disk = DiskContents.write(left);
        try (StoragePlatform platform = Platforms.open(disk)) {
            assertEquals(message, refusal(() -> platform.open(FLUSHED)));
            assertEquals(message, refusal(() -> platform.openOrCreate(FLUSHED)));
            assertEquals(message, refusal(() -> platform.scrub(FLUSHED)));
            assertEquals(acknowledged.get(BOTH), rows(platform, BOTH));
        }
        try (StoragePlatform platform = Platforms.openReadOnly(disk)) {
            assertEquals(message, refusal(() -> platform.open(FLUSHED)));
            assertEquals(acknowledged.get(BOTH), rows(platform, BOTH));
        }
        CheckReport check = Platforms.tools(disk).check(Platforms.DIRECTORY, ToolProgress.NONE);
        assertEquals(
                List.of("tenants/flushed.3/MANIFEST: the manifest is missing; the tenant does not open, and which of"
                        + " its 1 tables count is not known: put the file back, or repair; its rows are in the"
                        + " tables"),
                check.findings().stream()
                        .map(found -> found.file() + ": " + found.what() + "; " + found.meaning())
                        .toList());
        try (StoragePlatform platform = Platforms.open(disk)) {
            platform.drop(FLUSHED);
            platform.create(FLUSHED, TenantSettings.DEFAULTS).close();
            assertEquals(Set.of(), rows(platform, FLUSHED));
        }
    }

    private static String refusal(Executable call) {
        CorruptionException refusal = assertThrows(CorruptionException.class, call);
        assertEquals("MANIFEST", refusal.file());
        return refusal.getMessage();
    }

    private void loseEach(Map<String, byte[]> whole, String how) throws IOException {
        for (String lost : whole.keySet()) {
            if (!lost.equals("LOCK")) {
                judge(whole, lost, how + " without " + lost);
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(refused >= 10, refused + " refused, " + harmless + " harmless");
    }

    private void judge(Map<String, byte[]> whole, String lost, String what) throws IOException {
        Map<String, byte[]> left = new TreeMap<>(whole);
        left.keySet().removeIf(name -> name.startsWith(lost));
        StrictMemVfs disk = DiskContents.write(left);
        Map<TenantId, String> told = new TreeMap<>();
        try (StoragePlatform platform = Platforms.open(disk)) {
            read(platform, told, what);
        } catch (StorageException e) {
            TENANTS.forEach(id -> told.put(id, e.getMessage()));
        }
        Map<TenantId, String> toldReader = new TreeMap<>();
        try (StoragePlatform platform = Platforms.openReadOnly(DiskContents.write(left))) {
            read(platform, toldReader, what + ", for reading");
        } catch (StorageException e) {
            TENANTS.forEach(id -> toldReader.put(id, e.getMessage()));
        }
        if (told.isEmpty()) {
            harmless++;
            expect(toldReader.isEmpty(), what + ", for reading: " + toldReader);
            return;
        }
        refused++;
        String shortName =
                lost.substring(lost.lastIndexOf('/', lost.length() - 2) + 1).replace("/", "");
        for (TenantId id : TENANTS) {
            boolean concerned =
                    !lost.startsWith("tenants/") || lost.equals("tenants/") || lost.startsWith("tenants/" + id + ".");
            expect(concerned == told.containsKey(id), what + ": concerns " + told.keySet());
            // a reader of a tenant with a log of its own does not look at the shared one
            boolean reads = concerned && !(id.equals(OWN) && lost.startsWith("wal/"));
            expect(!reads || toldReader.containsKey(id), what + ", for reading: opened for " + id);
        }
        told.forEach((id, message) -> {
            String name = lost.equals("tenants/") ? "tenants/" + id : lost.endsWith("wal/") ? "wal" : shortName;
            expect(message.contains(name), what + ": the file is not named: " + message);
        });
        CheckReport check = Platforms.tools(DiskContents.write(left)).check(Platforms.DIRECTORY, ToolProgress.NONE);
        expect(!check.isClean(), what + ": the check is clean");
        putBack(whole, lost, disk, what);
    }

    /** After an open that was refused, and a close. */
    private void putBack(Map<String, byte[]> whole, String lost, StrictMemVfs disk, String what) throws IOException {
        Map<String, byte[]> again = DiskContents.read(disk);
        whole.forEach((name, content) -> {
            if (name.startsWith(lost)) {
                again.put(name, content);
            }
        });
        Map<TenantId, String> told = new TreeMap<>();
        try (StoragePlatform platform = Platforms.open(DiskContents.write(again))) {
            read(platform, told, what + " and with it again");
        } catch (StorageException e) {
            wrong.add(what + " and with it again: " + e.getMessage());
        }
        expect(told.isEmpty(), what + " and with it again: " + told);
    }

    private void read(StoragePlatform platform, Map<TenantId, String> told, String what) {
        for (TenantId id : TENANTS) {
            try {
                Set<String> rows = rows(platform, id);
                expect(rows.equals(acknowledged.get(id)), what + ": " + rows.size() + " rows of " + id + " in silence");
            } catch (StorageException e) {
                told.put(id, e.getMessage());
            }
        }
    }

    private static Set<String> rows(StoragePlatform platform, TenantId id) {
        Set<String> rows = new TreeSet<>();
        try (TenantStore store = platform.open(id);
                Cursor cursor = store.scan(ScanRequest.all())) {
            while (cursor.next()) {
                rows.add(new String(cursor.entity().toByteArray(), StandardCharsets.US_ASCII));
            }
        }
        return rows;
    }

    private void expect(boolean right, String what) {
        if (!right) {
            wrong.add(what);
        }
    }
}
