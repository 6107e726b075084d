package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.allidb.storage.api.AuditReport;
import org.allidb.storage.api.Finding;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantContext;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WrongTenantException;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.Await;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.Test;

/** The audit trail has what was done, and shows whether it was changed since. */
class AuditTest {

    private static final Path DIRECTORY = Path.of("memory");
    private static final TenantId A = TenantId.of("a");
    private static final TenantId B = TenantId.of("b");
    private static final String FIRST = "audit/audit-000001.jsonl";

    private StrictMemVfs files = new StrictMemVfs();
    /** Which calls fail now. */
    private volatile FaultPlan plan = (operation, name) -> {};

    private StoragePlatform open(Map<String, Object> settings) {
        StoragePlatformBuilder builder = StoragePlatform.builder(DIRECTORY)
                .use(VfsProviders.of(new FaultyVfs(files, (operation, name) -> plan.before(operation, name))))
                .set("engine.vfs", VfsProviders.NAME)
                .set("audit.enabled", true);
        settings.forEach(builder::set);
        return builder.open();
    }

    /** A run that creates a tenant and drops it. */
    private void run(TenantId tenant) {
        try (StoragePlatform platform = open(Map.of())) {
            platform.openOrCreate(tenant).close();
            platform.drop(tenant);
        }
    }

    private AuditReport audit(Optional<String> known) {
        return tools().audit(DIRECTORY, known);
    }

    private StorageTools tools() {
        return StorageTools.load(
                StorageConfiguration.DEFAULTS.with("engine.vfs", VfsProviders.NAME), List.of(VfsProviders.of(files)));
    }

    private AuditReport intact() {
        AuditReport report = audit(Optional.empty());
        assertEquals(List.of(), report.findings());
        assertTrue(report.isIntact());
        return report;
    }

    private String text(String name) throws IOException {
        try (VfsFile file = files.openReadOnly(name)) {
            byte[] bytes = new byte[(int) file.size()];
            file.read(0, bytes, 0, bytes.length);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private void write(String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (VfsFile file = files.open(name)) {
            file.write(0, bytes, 0, bytes.length);
            file.setSize(bytes.length);
        }
    }

    /** The engine writes JSON by hand; a library reads what was told. */
    @Test
    void linesAreJsonWhateverTheTexts() throws IOException {
        String by = "the \"night\\shift\": é, €, \uD83D\uDE00, {\"chain\":\"\"}";
        List<StorageEvent> events = new CopyOnWriteArrayList<>();
        try (StoragePlatform platform = open(Map.of())) {
            platform.subscribe(events::add);
            platform.openOrCreate(A).close();
            platform.suspend(A, Suspension.Mode.READ_ONLY, by);
            Await.until(
                    "the events",
                    () -> events.stream().anyMatch(event -> event.message().contains(by)));
        }
        List<String> messages = new ArrayList<>();
        for (String line : text(FIRST).lines().toList()) {
            try (JsonParser json = new JsonFactory().createParser(line)) {
                while (json.nextToken() != null) {
                    if (json.currentToken() == JsonToken.VALUE_STRING
                            && json.currentName().equals("message")) {
                        messages.add(json.getText());
                    }
                }
            }
        }
        assertTrue(
                messages.containsAll(events.stream()
                        .filter(event -> event.type() == StorageEvent.Type.TENANT)
                        .map(StorageEvent::message)
                        .toList()),
                messages::toString);
        assertTrue(messages.stream().anyMatch(message -> message.contains(by)), messages::toString);
        intact();
    }

    @Test
    void whatIsDoneIsWrittenDown() throws IOException {
        try (StoragePlatform platform = open(Map.of())) {
            platform.openOrCreate(A).close();
            platform.openOrCreate(B).close();
            platform.update(A, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(1 << 20)));
            platform.suspend(A);
            platform.resume(A);
            TenantContext.of(A).run(() -> assertThrows(WrongTenantException.class, () -> platform.open(B)));
            platform.configure(platform.configuration().with("scrub.max_bandwidth_mbps", "5"));
            platform.drop(A);
        }
        String trail = text(FIRST);
        for (String told : List.of(
                "\"type\":\"LIFECYCLE\",\"message\":\"opened\"",
                "\"type\":\"TENANT\",\"tenant\":\"a\",\"message\":\"tenant 'a' was created",
                "\"type\":\"TENANT\",\"tenant\":\"a\",\"message\":\"tenant 'a' was suspended",
                "\"type\":\"TENANT\",\"tenant\":\"a\",\"message\":\"tenant 'a' was resumed",
                "\"type\":\"TENANT\",\"tenant\":\"a\",\"message\":\"tenant 'a' was dropped",
                "\"type\":\"ACCESS\",\"message\":\"tenant 'b': opening was refused: this code works for tenant 'a'",
                "\"figures\":{\"refused\":1}",
                "\"type\":\"CONFIGURATION\",\"message\":\"scrub.max_bandwidth_mbps = 5")) {
            assertTrue(trail.contains(told), () -> told + " is not in\n" + trail);
        }
        AuditReport report = intact();
        assertEquals(1, report.files());
        assertEquals(1, report.firstEvent());
        assertEquals(trail.lines().count() - 1, report.events());
        assertTrue(trail.endsWith("\"chain\":\"" + report.chain() + "\"}\n"), trail);
        assertTrue(tools().check(DIRECTORY, (file, done, total) -> {}).isClean());
    }

    @Test
    void callsOfAHandleOfAnotherTenantAreToldOnceASecond() throws IOException {
        try (StoragePlatform platform = open(Map.of());
                TenantStore store = platform.openOrCreate(B)) {
            TenantContext.of(A).run(() -> {
                for (int i = 0; i < 50; i++) {
                    assertThrows(WrongTenantException.class, () -> store.get("row"));
                }
            });
        }
        List<String> told = text(FIRST)
                .lines()
                .filter(line -> line.contains("\"type\":\"ACCESS\",\"message\":\"tenant 'b': a call was refused: "))
                .toList();
        assertTrue(!told.isEmpty() && told.size() < 50, told.toString());
    }

    @Test
    void trailGoesOnAfterARestartAndACrash() throws IOException {
        run(A);
        AuditReport first = intact();
        run(B);
        AuditReport second = audit(Optional.of(first.chain()));
        assertTrue(second.isIntact());
        assertTrue(second.events() > first.events());
        write(FIRST, text(FIRST) + "{\"sequence\":99,\"at\":\"20");
        AuditReport torn = audit(Optional.empty());
        assertEquals(Finding.Severity.NOTE, torn.findings().getFirst().severity());
        assertEquals("the last line has no end", torn.findings().getFirst().what());
        assertTrue(torn.isIntact());
        run(A);
        assertTrue(intact().events() > second.events());
    }

    @Test
    void powerCutsTakeNothingThatWasTold() throws IOException {
        List<String> told = new CopyOnWriteArrayList<>();
        StoragePlatform platform = open(Map.of());
        // behind the trail, which subscribed before
        platform.subscribe(event -> told.add(event.message()));
        Random random = new Random(Seed.get());
        StrictMemVfs running = files;
        for (int i = 1; i <= 20; i++) {
            platform.openOrCreate(A).close();
            platform.drop(A);
            int drops = i;
            Await.until("the drop is told", () -> drops(told) == drops);
            files = running.afterPowerCut(random);
            assertEquals(drops, drops(text(FIRST).lines().toList()));
            if (random.nextInt(4) == 0) {
                try (StoragePlatform next = open(Map.of("audit.max_file_mb", 0.001))) {
                    next.openOrCreate(B).close();
                }
                intact();
            }
        }
        files = running;
        platform.close();
        intact();
    }

    private static int drops(List<String> lines) {
        return (int) lines.stream().filter(line -> line.contains("was dropped")).count();
    }

    @Test
    void lineThatWasChangedTakenOutOrPutInIsFound() throws IOException {
        run(A);
        String written = text(FIRST);
        List<String> lines = written.lines().toList();
        write(FIRST, written.replaceFirst("was created", "was c7eated"));
        AuditReport changed = audit(Optional.empty());
        Finding finding = changed.findings().getFirst();
        assertFalse(changed.isIntact());
        assertEquals("the chain of this line is not that of what is before it", finding.what());
        assertEquals(FIRST, finding.file());
        assertEquals(written.substring(0, (int) finding.offset()).lines().count(), changedLine(lines));
        assertFalse(tools().check(DIRECTORY, (file, done, total) -> {}).isClean());
        for (int i = 0; i < lines.size() - 1; i++) {
            write(FIRST, written.replace(lines.get(i) + "\n", ""));
            assertFalse(audit(Optional.empty()).isIntact(), "without line " + i);
            write(FIRST, written.replace(lines.get(i) + "\n", lines.get(i) + "\n" + lines.get(i) + "\n"));
            assertFalse(audit(Optional.empty()).isIntact(), "line " + i + " twice");
        }
    }

    private static long changedLine(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("was created")) {
                return i;
            }
        }
        throw new AssertionError(lines.toString());
    }

    @Test
    void soundLineOfAnotherTrailIsFound() throws IOException {
        run(A);
        String other = text(FIRST);
        files = new StrictMemVfs();
        run(B);
        String own = text(FIRST);
        String created = lineWith(own, "was created");
        write(FIRST, own.replace(created, lineWith(other, "was created")));
        assertFalse(audit(Optional.empty()).isIntact());
        write(FIRST, own);
        intact();
    }

    private static String lineWith(String trail, String text) {
        return trail.lines().filter(line -> line.contains(text)).findFirst().orElseThrow();
    }

    @Test
    void trailThatWasCutIsFoundByAChainThatIsKnown() throws IOException {
        run(A);
        String known = intact().chain();
        String written = text(FIRST);
        write(FIRST, written.substring(0, written.lastIndexOf("{\"sequence\"")));
        assertTrue(audit(Optional.empty()).isIntact());
        AuditReport cut = audit(Optional.of(known));
        assertFalse(cut.hasKnown());
        assertFalse(cut.isIntact());
    }

    @Test
    void fullFilesAreFollowedByOthersAndTheOldestGo() throws IOException {
        Map<String, Object> small = Map.of("audit.max_file_mb", 0.001, "audit.keep_files", 3);
        try (StoragePlatform platform = open(small)) {
            for (int i = 0; i < 20; i++) {
                platform.openOrCreate(A).close();
                platform.drop(A);
            }
        }
        AuditReport report = intact();
        assertEquals(3, report.files());
        assertTrue(report.firstEvent() > 1);
        String middle = files.list("audit").stream().sorted().toList().get(1);
        files.delete("audit/" + middle);
        assertFalse(audit(Optional.empty()).isIntact());
    }

    @Test
    void eventsThatCouldNotBeWrittenAreCounted() {
        List<StorageEvent.Type> told = new CopyOnWriteArrayList<>();
        try (StoragePlatform platform = open(Map.of())) {
            platform.openOrCreate(A).close();
            // behind the trail, which subscribed before
            platform.subscribe(event -> told.add(event.type()));
            plan = (operation, name) -> {
                if (name.contains("audit-")) {
                    throw new IOException("the disk is full");
                }
            };
            platform.drop(A);
            platform.openOrCreate(B).close();
            platform.configure(platform.configuration().with("scrub.max_bandwidth_mbps", "5"));
            Await.until("all of it is told", () -> told.contains(StorageEvent.Type.CONFIGURATION));
            plan = (operation, name) -> {};
            platform.drop(B);
        }
        Finding missing = audit(Optional.empty()).findings().getFirst();
        assertEquals(Finding.Severity.NOTE, missing.severity());
        assertTrue(missing.what().endsWith("events before this one are missing"), missing.what());
        assertTrue(audit(Optional.empty()).isIntact());
    }

    @Test
    void directoryWithoutATrailIsNamed() {
        try (StoragePlatform platform = open(Map.of("audit.enabled", false))) {
            platform.openOrCreate(A).close();
        }
        InvalidArgumentException none = assertThrows(InvalidArgumentException.class, () -> audit(Optional.empty()));
        assertEquals(
                "the directory memory has no audit trail; name a data directory that was opened with audit.enabled ="
                        + " true",
                none.getMessage());
    }
}
