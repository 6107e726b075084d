package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ToolProgress;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/**
 * A campaign that deletes, exchanges and sets back segments of the shared log and of a tenant's own log, in directories
 * of killed processes. Either the directory or the tenant is refused, and the check reports it. Or nothing that was
 * acknowledged is missing.
 */
class LostLogTest {

    private static final TenantId SHARED = TenantId.of("shared");
    private static final TenantId FLUSHED = TenantId.of("flushed");
    private static final TenantId OWN = TenantId.of("own");
    private static final List<TenantId> TENANTS = List.of(SHARED, FLUSHED, OWN);
    private static final String LOGS = "LOGS";
    private static final int ROWS = 60;

    private final Map<TenantId, Set<String>> acknowledged = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int refused;
    private int harmless;

    /** A directory whose process was killed, some of whose segments are of a process before that. */
    private Map<String, byte[]> killed(int run) throws IOException {
        acknowledged.clear();
        StrictMemVfs disk = new StrictMemVfs();
        for (int process = 0; process <= run; process++) {
            StoragePlatform platform = Platforms.open(disk);
            for (TenantId id : TENANTS) {
                TenantStore store = process > 0
                        ? platform.open(id)
                        : platform.create(id, TenantSettings.DEFAULTS.withDedicatedLog(id.equals(OWN)));
                for (int i = 0; i < ROWS / (process + 1); i++) {
                    String key = "process " + process + ", row " + i;
                    store.put(key.getBytes(StandardCharsets.US_ASCII), new byte[500]);
                    acknowledged.computeIfAbsent(id, tenant -> new TreeSet<>()).add(key);
                }
                if (id.equals(FLUSHED)) {
                    store.flush();
                }
            }
            StrictMemVfs left = disk.afterKill();
            platform.close();
            disk = left;
        }
        return DiskContents.read(disk);
    }

    @Test
    void lostSegmentsAreToldInEveryCombination() throws IOException {
        for (int run = 0; run < 2; run++) {
            Map<String, byte[]> whole = killed(run);
            for (String log : List.of("wal/", "tenants/own.3/wal/")) {
                List<String> segments = segments(whole, log);
                assertTrue(segments.size() >= 2, log + " has " + segments);
                for (int lost = 1; lost < 1 << segments.size(); lost++) {
                    Map<String, byte[]> left = new TreeMap<>(whole);
                    for (int i = 0; i < segments.size(); i++) {
                        if ((lost & 1 << i) != 0) {
                            left.remove(segments.get(i));
                        }
                    }
                    judge(left, "run " + run + " without " + lost + " of " + segments, true);
                }
                Map<String, byte[]> left = new TreeMap<>(whole);
                left.keySet().removeIf(name -> name.startsWith(log));
                judge(left, "run " + run + " without " + log, true);
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(refused > 10, refused + " refused, " + harmless + " harmless");
    }

    @Test
    void exchangedSegmentsAreTold() throws IOException {
        Map<String, byte[]> other = killed(0);
        Map<String, byte[]> whole = killed(0);
        List<String> all = new ArrayList<>(segments(whole, "wal/"));
        all.addAll(segments(whole, "tenants/own.3/wal/"));
        for (String segment : all) {
            for (String source : all) {
                if (!source.equals(segment)) {
                    Map<String, byte[]> mixed = new TreeMap<>(whole);
                    mixed.put(segment, whole.get(source));
                    judge(mixed, source + " in place of " + segment, true);
                }
                byte[] content = other.get(source);
                // one that is made ahead may be there or not
                if (content != null) {
                    Map<String, byte[]> foreign = new TreeMap<>(whole);
                    foreign.put(segment, content);
                    judge(foreign, source + " of another directory in place of " + segment, true);
                }
            }
        }
        Map<String, byte[]> foreign = new TreeMap<>(whole);
        foreign.keySet().removeIf(name -> name.startsWith("wal/"));
        other.forEach((name, content) -> {
            if (name.startsWith("wal/")) {
                foreign.put(name, content);
            }
        });
        judge(foreign, "with the whole log of another directory", true);
        Map<String, byte[]> otherRegister = new TreeMap<>(whole);
        otherRegister.put(LOGS, other.get(LOGS));
        judge(otherRegister, "with LOGS of another directory", true);
        assertEquals(List.of(), wrong);
    }

    @Test
    void olderCopiesAndALostRegisterAreTold() throws IOException {
        Map<String, byte[]> before = killed(0);
        StrictMemVfs disk = DiskContents.write(before);
        try (StoragePlatform platform = Platforms.open(disk)) {
            for (TenantId id : TENANTS) {
                try (TenantStore store = platform.open(id)) {
                    store.put("later".getBytes(StandardCharsets.US_ASCII), new byte[500]);
                    acknowledged.get(id).add("later");
                }
            }
            Map<String, byte[]> whole = DiskContents.read(disk.afterKill());
            Map<String, byte[]> segmentsBefore = new TreeMap<>(whole);
            segmentsBefore.keySet().removeIf(name -> name.endsWith(".wal"));
            before.forEach((name, content) -> {
                if (name.endsWith(".wal")) {
                    segmentsBefore.put(name, content);
                }
            });
            judge(segmentsBefore, "with the segments of before", true);
            Map<String, byte[]> registerBefore = new TreeMap<>(whole);
            registerBefore.put(LOGS, before.get(LOGS));
            judge(registerBefore, "with LOGS of before", true);
            Map<String, byte[]> noRegister = new TreeMap<>(whole);
            noRegister.remove(LOGS);
            judge(noRegister, "without LOGS", true);
            noRegister.keySet().removeIf(name -> name.endsWith(".wal"));
            judge(noRegister, "without LOGS and all segments", true);
            judge(whole, "as it was", false);
        }
        assertEquals(List.of(), wrong);
        assertEquals(4, refused);
    }

    /** Opens a directory and compares. */
    private void judge(Map<String, byte[]> contents, String what, boolean damaged) throws IOException {
        CheckReport check = Platforms.tools(DiskContents.write(contents)).check(Platforms.DIRECTORY, ToolProgress.NONE);
        try {
            Map<TenantId, Set<String>> found = new TreeMap<>();
            try (StoragePlatform platform = Platforms.open(DiskContents.write(contents))) {
                for (TenantId id : TENANTS) {
                    found.put(id, rows(platform, id));
                }
            }
            if (!found.equals(acknowledged)) {
                wrong.add(what + ": opened in silence with rows missing");
            }
            harmless++;
        } catch (CorruptionException e) {
            refused++;
            if (!e.getMessage().contains("nothing was changed")
                    || !e.getMessage().contains("'allidb repair DIR INTO'")) {
                wrong.add(what + ": " + e.getMessage());
            }
            if (!damaged || check.isClean()) {
                wrong.add(what + ": " + check.findings() + ", but " + e.getMessage());
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

    private static List<String> segments(Map<String, byte[]> contents, String log) {
        return contents.keySet().stream()
                .filter(name -> name.startsWith(log) && name.endsWith(".wal"))
                .toList();
    }
}
