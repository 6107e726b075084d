package org.allidb.storage.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.access.AccessKey;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.text.Paragraphs;
import org.allidb.storage.testkit.DeflateCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the commands print over a real platform; {@code #} stands for sizes and times that vary. */
class CommandSetTest {

    @TempDir
    Path directory;

    private StoragePlatform platform;
    private CommandSet commands;

    @BeforeEach
    void open() {
        platform = StoragePlatform.builder(directory)
                .set("engine.durability", "buffered")
                .open();
        EventHistory history = new EventHistory();
        platform.subscribe(history);
        commands = CommandSet.inContainer(platform, history, InstantSource.system());
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void tenantsAreListed() {
        run("tenant-create acme --disk 2G --vector title=3");
        run("tenant-create zeta --dedicated-log");
        platform.suspend(TenantId.of("zeta"));
        assertSameColumns("""
            TENANT GENERATION STATE DISK QUOTA LOG CREATED
            ─ ─ ─ ─ ─ ─ ─
            acme 1 open # # shared #
            zeta 2 suspended # none dedicated #
            """, run("tenants").replaceAll("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}", "#"));
        assertEquals(List.of("acme", "zeta"), commands.tenants());
    }

    @Test
    void labelIsSetChangedAndListed() {
        run("tenant-create acme --label=Äcme");
        run("tenant-create zeta");
        String listed = run("tenants");
        assertTrue(listed.lines().findFirst().orElseThrow().endsWith("LABEL"), listed);
        assertTrue(listed.contains("Äcme"), listed);
        assertTrue(run("tenant-quota acme --label Other").endsWith("label: Other\n"));
        run("tenant-quota acme --label=");
        assertFalse(run("tenants").contains("LABEL"));
    }

    @Test
    void tenantIsCopied() {
        fill();
        assertPrints("tenant-copy acme twin", "copied acme to twin\n");
        assertEquals(run("scan acme"), run("scan twin"));
    }

    @Test
    void partThatIsMissingIsShown() {
        DeflateCodec codec = new DeflateCodec();
        platform.components().install(codec);
        run("tenant-create acme");
        run("tenant-configure acme sstable.codec=deflate");
        assertFalse(run("providers").contains("missing"));
        platform.close();
        open();
        String told = run("providers");
        assertTrue(
                told.endsWith(
                        "codec 'deflate' is missing: sstable.codec of 1 tenant asks for it; install the bundle or jar"
                                + " that provides it\n"),
                told);
    }

    @Test
    void encryptionOfATenantIsShown() {
        fill();
        assertPrints("tenant-encryption acme", "acme is not encrypted\n");
        assertEquals(
                1,
                execute("tenant-encryption acme --rotate", new StringWriter()),
                "it has no key that could be changed");
        StringWriter told = new StringWriter();
        assertEquals(1, execute("tenant-create vault --encrypted", told), "there is no master key");
        assertTrue(told.toString().contains("encryption.key_path"), told.toString());
    }

    @Test
    void tenantSetsParametersForItself() {
        fill();
        String set = run("tenant-configure acme compaction.strategy=leveled sstable.filter_bits_per_key=12")
                .replaceAll(" +", " ");
        assertTrue(set.contains("compaction.strategy leveled size-tiered\n"), set);
        assertTrue(set.contains("sstable.filter_bits_per_key 12 10\n"), set);
        String unset = run("tenant-configure acme compaction.strategy=").replaceAll(" +", " ");
        assertTrue(unset.contains("compaction.strategy size-tiered\n"), unset);
        assertTrue(unset.contains("sstable.filter_bits_per_key 12 10\n"), unset);
        StringWriter told = new StringWriter();
        assertEquals(1, execute("tenant-configure acme wal.fsync=false", told));
        assertTrue(
                told.toString().contains("'wal.fsync' cannot be set for single tenants; these can:"), told::toString);
        assertEquals(1, execute("tenant-create zeta --set sstable.codec=brotli", told));
        assertTrue(told.toString().contains("sstable.codec = brotli is refused"), told::toString);
        assertEquals(List.of("acme"), commands.tenants());
    }

    @Test
    void parametersAreSetAtOnceOrNotAtAll() {
        String all = run("configure").replaceAll(" +", " ");
        assertTrue(all.contains("compaction.strategy size-tiered\n"), all);
        assertFalse(all.contains("wal.provider"), all);
        String set = run("configure compaction.strategy=leveled compaction.max_iops=77")
                .replaceAll(" +", " ");
        assertTrue(set.endsWith("─\ncompaction.strategy leveled\ncompaction.max_iops 77\n"), set);
        assertEquals("leveled", platform.configuration().compaction().strategy());
        StringWriter told = new StringWriter();
        assertEquals(1, execute("configure compaction.max_iops=5 wal.provider=segmented", told));
        assertTrue(
                told.toString()
                        .replaceAll("\\s+", " ")
                        .contains("'wal.provider' takes effect when the storage is started; write it to the"
                                + " configuration file, and start the storage again; nothing was changed"),
                told::toString);
        assertEquals(77, platform.configuration().compaction().maxIops());
    }

    @Test
    void tenantIsMoved(@TempDir Path other) {
        fill();
        String rows = run("scan acme");
        Path target = other.resolve("data");
        assertPrints("tenant-move acme " + target, "moved acme to " + target + "\n");
        assertEquals(List.of(), commands.tenants());
        assertEquals(1, execute("tenant-move acme " + target + " --abandon", new StringWriter()));
        try (StoragePlatform there = StoragePlatform.open(target);
                CommandSet commandsThere = CommandSet.inContainer(there, new EventHistory(), InstantSource.system())) {
            StringWriter text = new StringWriter();
            commandsThere.execute("scan", List.of("acme"), new PrintWriter(text), 80);
            assertEquals(rows, text.toString());
        }
    }

    @Test
    void createdSettingsAreTheOnesThatWereAskedFor() {
        assertPrints(
                "tenant-create acme --disk 2G --write-buffer 1M --ops 5 --rate 64k --cursors 6 --snapshots 7 --row 8k"
                        + " --vector title=3 --vector face=128 --dedicated-log",
                "created acme\n");
        TenantSettings settings = platform.tenants().getFirst().settings();
        assertEquals(
                Quota.ofDisk(2L << 30)
                        .withWriteBufferBytes(1 << 20)
                        .withRates(5, 64 << 10)
                        .withHandles(6, 7)
                        .withMaxRowBytes(8 << 10),
                settings.quota());
        assertEquals(java.util.Map.of("title", 3, "face", 128), settings.vectorDimensions());
        assertTrue(settings.dedicatedLog());
    }

    @Test
    void aTenantIsDroppedOnlyIfOneIsSure() {
        run("tenant-create acme");
        StringWriter text = new StringWriter();
        assertEquals(1, execute("tenant-drop acme", text));
        assertEquals(
                Paragraphs.wrap(
                        "error: nothing done: this deletes all data of acme for good; add --yes if that is what you"
                                + " want",
                        "  "),
                text.toString());
        assertEquals(List.of("acme"), commands.tenants());
        assertPrints("tenant-drop acme --yes", "dropped acme\n");
        assertEquals(List.of(), commands.tenants());
    }

    @Test
    void suspendedTenantIsRefusedUntilItIsResumed() {
        run("tenant-create acme");
        assertPrints("tenant-suspend acme", "suspended acme\n");
        StringWriter text = new StringWriter();
        assertEquals(1, execute("get acme alice", text));
        assertEquals(
                Paragraphs.wrap(
                        "error: tenant 'acme' is suspended by the shell; resume it (tenant-resume in the shell,"
                                + " StoragePlatform.resume) to use it",
                        "  "),
                text.toString());
        assertPrints("tenant-resume acme", "resumed acme\n");
        assertPrints("tenant-suspend acme --read-only --by ticket-12", "suspended acme for writes\n");
        text.getBuffer().setLength(0);
        assertEquals(1, execute("put acme alice hello", text));
        assertTrue(text.toString().contains("is suspended by ticket-12"), text.toString());
        assertTrue(run("tenants").contains("open, read-only"));
        run("tenant-resume acme");
        assertPrints("get acme alice", "no rows\n");
    }

    @Test
    void backupIsMadeListedVerifiedRestoredAndDeleted(@TempDir Path backups) {
        fill();
        assertTrue(run("backup " + backups).matches("(?s)backup 1: 1 tenant, .* B, verified\\R"));
        assertPrints("backups " + backups + " --verify 1", "backup 1 is sound\n");
        assertPrints("restore " + backups + " acme --as copy", "restored copy from backup 1\n");
        assertEquals(run("scan acme"), run("scan copy"));
        assertTrue(run("backups " + backups).contains("acme"));
        assertPrints("backups " + backups + " --delete 1", "deleted backup 1\n");
        StringWriter text = new StringWriter();
        assertEquals(1, execute("restore " + backups + " acme --as again", text));
        assertEquals(
                "error: no backup has a tenant 'acme'; 'backups' lists what there is" + System.lineSeparator(),
                text.toString());
    }

    @Test
    void directoryOfBackupsIsMadeByABackupAlone(@TempDir Path parent) {
        Path missing = parent.resolve("backups");
        for (String command : List.of("backups " + missing, "restore " + missing + " acme", "backups " + parent)) {
            StringWriter text = new StringWriter();
            assertEquals(1, execute(command, text));
            String told = text.toString().replaceAll("\\s+", " ");
            assertTrue(told.startsWith("error: there are no backups in " + parent), told);
            assertTrue(told.contains("; name the directory that the backups were made in"), told);
        }
        assertTrue(Files.notExists(missing));
        assertEquals(0, parent.toFile().list().length);
        fill();
        assertTrue(run("backup " + missing).startsWith("backup 1: "));
        assertTrue(run("backups " + missing).contains("acme"));
    }

    @Test
    void rowsOfEveryKindAreWrittenAndShown() {
        fill();
        assertPrints("get acme alice", """
            KIND    QUALIFIER    CONTENT
            ──────  ───────────  ───────────────────────
            VECTOR  title        3 × float [0.1 0.2 0.3]
            EDGE    knows → bob  weight 0.5
            CHUNK   c1           text
            META                 person, importance 1.0
            """);
        assertPrints("get acme alice --kind edge", """
            KIND  QUALIFIER    CONTENT
            ────  ───────────  ──────────
            EDGE  knows → bob  weight 0.5
            """);
        assertPrints("get acme alice --kind 0x40", "no rows\n");
        assertPrints("get acme nobody", "no rows\n");
    }

    @Test
    void nearestVectorsAreShown() {
        fill();
        run("put acme bob 0.1,0.2,0.2 --vector title");
        run("put acme carol --vector title -- -1,0,0");
        run("put acme dave 1,2 --vector face");
        assertPrints("nearest acme alice --name title", """
            ENTITY  DISTANCE
            ──────  ────────
            alice     0.0000
            bob       0.0200
            carol     1.2673
            3 vectors compared
            """);
        assertPrints("nearest acme alice --name title --metric euclidean --count 1 --prefix b", """
            ENTITY  DISTANCE
            ──────  ────────
            bob       0.1000
            1 vectors compared
            """);
        StringWriter told = new StringWriter();
        assertEquals(1, execute("nearest acme alice --name face", told));
        assertEquals(
                "error: entity 'alice' of tenant 'acme' has no vector 'face'; scan acme --prefix alice --kind vector"
                        + " shows which it has",
                told.toString().strip().replaceAll("\\s+", " "));
    }

    @Test
    void scansAreOrderedBoundedAndLimited() {
        fill();
        assertPrints("scan acme", """
            ENTITY    KIND    QUALIFIER    CONTENT
            ────────  ──────  ───────────  ───────────────────────
            alice     VECTOR  title        3 × float [0.1 0.2 0.3]
            alice     EDGE    knows → bob  weight 0.5
            alice     CHUNK   c1           text
            alice     META                 person, importance 1.0
            greeting  VALUE                hello
            """);
        assertPrints("scan acme --limit 2", """
            ENTITY  KIND    QUALIFIER    CONTENT
            ──────  ──────  ───────────  ───────────────────────
            alice   VECTOR  title        3 × float [0.1 0.2 0.3]
            alice   EDGE    knows → bob  weight 0.5
            … and more; raise --limit to see them
            """);
        String greeting = """
            ENTITY    KIND   QUALIFIER  CONTENT
            ────────  ─────  ─────────  ───────
            greeting  VALUE             hello
            """;
        assertPrints("scan acme --reverse --limit 1", greeting + "… and more; raise --limit to see them\n");
        assertPrints("scan acme --from b --to h", greeting);
        assertPrints("scan acme --prefix g", greeting);
        assertPrints("scan acme --kind value --limit 1", greeting);
        assertPrints("scan acme --from x", """
            ENTITY  KIND  QUALIFIER  CONTENT
            ──────  ────  ─────────  ───────
            """);
    }

    @Test
    void changesAreShownInOrderAndContinued() {
        run("tenant-create acme --set feed.retention_mb=1");
        run("put acme greeting hello");
        run("put acme alice bob --edge knows --weight 0.5");
        run("delete acme alice --relation knows --target bob");
        run("delete acme alice");
        run("delete acme b --to c");
        String first = run("changes acme --limit 2");
        assertEquals("""
            SEQUENCE  CHANGE  ENTITY    KIND   QUALIFIER    CONTENT
            ────────  ──────  ────────  ─────  ───────────  ──────────
                   1  put     greeting  VALUE               hello
                   2  put     alice     EDGE   knows → bob  weight 0.5
            continue with --from #-2
            """, first.replaceAll("[0-9a-f]{16}-", "#-"));
        String position = first.substring(first.lastIndexOf(' ') + 1).strip();
        String rest = run("changes acme --from " + position);
        assertTrue(rest.contains("       4  delete entity  alice"), rest);
        assertTrue(rest.contains("       5  delete range   b"), rest);
        assertTrue(rest.contains("to c"), rest);
        assertTrue(rest.endsWith("-5\n"), rest);
        assertTrue(run("stats acme").contains("  all changes behind"), "the feed is among the figures");
        StringWriter told = new StringWriter();
        run("tenant-create zeta");
        assertEquals(1, execute("changes zeta", told));
        assertEquals(
                "error: tenant 'zeta' keeps no changes; set its parameter feed.retention_mb, then take a snapshot to"
                        + " begin with",
                told.toString().strip().replaceAll("\\s+", " "));
    }

    @Test
    void aRowAnEntityOrARangeIsDeleted() {
        fill();
        assertPrints("delete acme alice --kind vector --qualifier title", "");
        assertPrints("delete acme alice --relation knows --target bob", "");
        assertPrints("delete acme alice --kind chunk --qualifier nosuch", "");
        assertPrints("get acme alice", """
            KIND   QUALIFIER  CONTENT
            ─────  ─────────  ──────────────────────
            CHUNK  c1         text
            META              person, importance 1.0
            """);
        assertPrints("delete acme alice", "");
        assertPrints("get acme alice", "no rows\n");
        run("put acme a 1");
        run("put acme b 2");
        run("put acme c 3");
        assertPrints("delete acme a --to c", "");
        assertPrints("get acme b", "no rows\n");
        assertTrue(run("get acme c").contains("VALUE"), "the end of a range stays");
    }

    @Test
    void tablesAreFlushedListedAndMerged() {
        fill();
        assertPrints("flush acme", "flushed; tables: 1\n");
        run("delete acme alice");
        assertPrints("flush", "flushed\n");
        assertPrints("flush acme", "flushed; tables: 2\n");
        assertTrue(run("tables acme").startsWith("TABLE  LEVEL   SIZE  ROWS  TOMBSTONES  CODEC  FORMAT  STATE\n"));
        assertEquals(4, run("tables acme").lines().count());
        assertPrints("compact acme", "tables 2 → 1, # → #\ndropped 4 duplicates, 1 tombstone, 0 expired rows\n");
        assertPrints("flush acme", "flushed; tables: 1\n");
    }

    @Test
    void quotasAreShownAndChangedAtOnce() {
        run("tenant-create acme --disk 2G --ops 100");
        String changed = """
            QUOTA                  LIMIT  USED
            ───────────────────  ───────  ────
            disk                       #     #
            write buffer            none     #
            operations a second  123,456
            bytes a second          none
            bytes read a second        #
            cursors                    3     0
            snapshots               none     0
            row size                   #
            rows of a batch            7
            seconds of a cursor       60
            seconds of a snapshot    600
            weight                     3
            """;
        assertSameColumns(
                changed,
                run("tenant-quota acme --disk 10M --ops 123456 --read-rate 2M --cursors 3 --row 1M --batch 7"
                        + " --cursor-age 60 --snapshot-age 600 --weight 3"));
        assertSameColumns(changed, run("tenant-quota acme"));
        assertEquals(10 << 20, platform.tenants().getFirst().settings().quota().diskBytes());
        assertEquals(123_456, platform.tenants().getFirst().settings().quota().opsPerSecond());
        assertEquals(3, platform.tenants().getFirst().settings().weight());
    }

    @Test
    void figuresOfATenantCountWhatWasDone() {
        fill();
        run("get acme greeting");
        run("flush acme");
        String figures = run("stats acme");
        assertTrue(figures.startsWith("TENANT acme "), figures);
        assertEquals("5", figure(figures, "rows written"));
        assertEquals("1", figure(figures, "tables"));
        assertEquals("1", figure(figures, "flushes"));
        assertEquals("5", figure(figures, "  entries"));
        assertEquals("0", figure(figures, "cursors open"));
        assertEquals("0", figure(figures, "snapshots open"));
        assertEquals("0", figure(figures, "refused by a quota"));
        assertEquals("0", figure(figures, "writes refused"));
    }

    @Test
    void figuresOfThePlatformCountWhatWasDone() {
        fill();
        String figures = run("stats");
        assertTrue(figures.startsWith("PLATFORM "), figures);
        assertEquals("1", figure(figures, "tenants"));
        assertEquals("1", figure(figures, "  open"));
        assertEquals("5", figure(figures, "log records"));
        assertEquals("0", figure(figures, "  records replayed"));
        assertEquals("-", figure(figures, "  hits"));
    }

    @Test
    void thePartsInUseAreMarked() {
        List<String> lines =
                run("providers").lines().map(line -> line.replaceAll(" +", " ")).toList();
        assertEquals("COMPONENT NAME IN USE VERSION FROM", lines.getFirst());
        assertTrue(lines.contains("tenant-guard quota yes org.allidb.storage.tenant"), lines.toString());
        assertTrue(lines.contains("strategy size-tiered yes org.allidb.storage.compaction"), lines.toString());
        assertTrue(lines.contains("codec lz4 org.allidb.storage.codec.lz4"), lines.toString());
    }

    @Test
    void partThatFailedAndOneThatIsHeldAreNamedBelowTheList() {
        assertFalse(run("providers").contains("'"), "nothing to remark");
        Provider broken = new DeflateCodec() {
            @Override
            public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
                throw new IllegalStateException("broken");
            }
        };
        platform.components().install(broken);
        platform.configure(platform.configuration().with("sstable.codec", "deflate"));
        fill();
        assertThrows(
                StorageException.class, () -> platform.open(TenantId.of("acme")).flush());
        platform.configure(platform.configuration().with("sstable.codec", "none"));
        platform.components().remove(broken);
        List<String> lines = run("providers").lines().toList();
        assertTrue(
                lines.contains("codec 'deflate' was removed; it is held for tables that were written with it"),
                lines.toString());
        assertTrue(
                lines.getLast().matches("codec 'deflate' has failed \\d+ times?; see allidb:events"), lines.toString());
        platform.components().install(new DeflateCodec());
        assertFalse(run("providers").contains("'"), "its successor is sound");
    }

    @Test
    void keysAreMadeListedAndRevoked() {
        run("tenant-create acme");
        run("tenant-create zeta");
        assertEquals("no keys", run("keys").strip());
        String made = run("key-create acme writer --label shop").strip();
        run("key-create zeta admin");
        AccessKey key = AccessKeys.of(platform).check(made).orElseThrow();
        assertEquals("key " + key.id() + ", writer of tenant 'acme'", key.toString());
        String listed = run("keys acme");
        assertTrue(listed.contains(key.id()) && listed.contains("writer") && listed.contains("shop"), listed);
        assertFalse(listed.contains("zeta"), listed);
        assertTrue(run("keys").contains("zeta"));
        assertEquals("revoked " + key, run("key-revoke " + key.id()).strip());
        assertTrue(AccessKeys.of(platform).check(made).isEmpty());
        assertEquals("no keys", run("keys acme").strip());
        assertRefused("key-revoke " + key.id(), "there is no key of that id");
        assertRefused("key-create nobody reader", "there is no tenant 'nobody'");
        String admin = run("key-create --platform admin --label boss").strip();
        AccessKey ofPlatform = AccessKeys.of(platform).check(admin).orElseThrow();
        assertEquals("key " + ofPlatform.id() + ", admin of the platform", ofPlatform.toString());
        assertTrue(run("keys").contains("(platform)"));
        assertRefused("key-create --platform writer", "that of an operator or an admin");
        assertRefused("key-create --platform acme admin", "name a tenant and a role, or --platform and a role");
        assertRefused("key-create admin", "name a tenant and a role, or --platform and a role");
        assertRefused("key-create acme root", "the roles are reader, writer, operator and admin");
        assertRefused("get allidb-system x", "is reserved for the platform");
    }

    private void assertRefused(String line, String reason) {
        StringWriter told = new StringWriter();
        assertEquals(1, execute(line, told), line);
        assertTrue(told.toString().replaceAll("\\s+", " ").contains(reason), told::toString);
    }

    @Test
    void helpListsEveryCommandAndExplainsEach() {
        List<String> lines = run("help").lines().toList();
        assertEquals(commands.names().size() + 3, lines.size());
        for (String name : commands.names()) {
            assertTrue(lines.stream().anyMatch(line -> line.startsWith(name + " ")), name);
            assertTrue(
                    lines.stream().allMatch(line -> line.length() <= Paragraphs.COLUMNS && !line.contains("…")), name);
            String usage = run("help " + name);
            assertTrue(usage.startsWith("Usage: " + name + " [-h]"), usage);
            assertEquals(usage, run("help allidb:" + name), "with its scope");
            assertEquals(usage.strip(), run(name + " --help").strip());
        }
        assertEquals("""
            Usage: get [-h] [--kind=KIND] TENANT ENTITY
            Show the rows of an entity.
                  TENANT        The tenant.
                  ENTITY        The entity.
              -h, --help        Explain this command.
                  --kind=KIND   Only rows of this kind.
            """, run("get --help"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "tenant-create Bad|a tenant id must not have the character U+0042 at position 0; use 1 to 63 of"
                        + " a-z, 0-9, _"
                        + " and -, beginning with a letter or digit",
                "tenant-create acme|tenant 'acme' exists already; open it, or choose another id",
                "tenant-create b --ops -1|a quota must not be negative; use 0 for no limit",
                "tenant-create b --vector title=0|vector 'title' is declared with 0 components; use 1 to 1048576",
                "tenant-drop nobody --yes|there is no tenant 'nobody'; create it first, or check the id",
                "tenant-create heavy --weight 0|the weight 0 is not allowed; use 1 to 1000",
                "tenant-quota nobody|there is no tenant 'nobody'; create it first, or check the id",
                "put nobody a b|there is no tenant 'nobody'; create it first, or check the id",
                "put acme a 0.1,0.2 --vector title|vector 'title' of tenant 'acme' is declared with 3 components,"
                        + " this one"
                        + " has 2",
                "put acme a 0.1,x --vector title|'x' is no number; write a vector like 0.1,0.2,0.3",
                "put acme a NaN --vector v|component 0 of a vector is NaN; all components must be finite",
                "put acme a b --ttl 0|a time to live of PT0S is not allowed; use 1 ms to 1000000 days, or none for"
                        + " ever",
                "put acme a b --ttl 9223372036854775807|a time to live of PT2562047788015215H30M7S is not allowed;"
                        + " use 1 ms to 1000000 days, or none for ever",
                "delete acme a --to b --kind vector|a range is deleted with all its rows: leave out --to, or the row's"
                        + " options",
                "delete acme a --relation knows|an edge has a --relation and a --target: give both",
                "delete acme a --qualifier title|a qualifier of which kind? give --kind, such as vector or chunk",
                "delete acme a --kind edge|which edge? give its --relation and --target",
                "delete acme a --kind meta --relation r --target t|--relation and --target name an edge: leave out"
                        + " --qualifier, and any --kind but edge",
                "scan acme --limit 0|a limit of 0 shows nothing; use 1 or more",
                "changes acme --limit 0|a limit of 0 shows nothing; use 1 or more",
                "scan acme --limit -7|a limit of -7 shows nothing; use 1 or more",
                "events --last -1|the last -1 events are none; use 1 or more",
                "get nobody a|there is no tenant 'nobody'; create it first, or check the id",
                "scan nobody|there is no tenant 'nobody'; create it first, or check the id",
                "stats nobody|there is no tenant 'nobody'; create it first, or check the id",
                "help frob|there is no command 'frob'; 'help' lists them"
            })
    void aRefusalOfTheStorageIsOneSentence(String line, String message) {
        run("tenant-create acme --vector title=3");
        StringWriter text = new StringWriter();
        assertEquals(1, execute(line, text));
        assertEquals(Paragraphs.wrap("error: " + message, "  "), text.toString());
        text.toString().lines().forEach(printed -> assertTrue(printed.length() <= Paragraphs.COLUMNS, printed));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "tenant-create|Missing required parameter: 'TENANT'",
                "put acme a|Missing required parameter: 'CONTENT'",
                "tenant-create b --disk huge|Invalid value for option '--disk': 'huge' is no size; write a number"
                        + " of bytes,"
                        + " or 64k, 10M, 2G",
                "tenant-create b --disk 99999999999T|Invalid value for option '--disk': '99999999999T' is too"
                        + " large a size",
                "tenant-create b --frob|Unknown option: '--frob'",
                "get acme a --kind frob|Invalid value for option '--kind': 'frob' is no kind; use vector, edge, chunk,"
                        + " meta, value or a code from 0x40 to 0x7F",
                "get acme a --kind 0x99|Invalid value for option '--kind': '0x99' is no kind; use vector, edge, chunk,"
                        + " meta, value or a code from 0x40 to 0x7F",
                "put acme a b --meta --edge x|Error: --edge=RELATION, --meta are mutually exclusive (specify only one)",
                "tenants too many|Unmatched arguments from index 0: 'too', 'many'"
            })
    void wrongUsageIsExplained(String line, String message) {
        StringWriter text = new StringWriter();
        assertEquals(2, execute(line, text));
        String told = text.toString();
        assertTrue(told.startsWith(Paragraphs.wrap(message, "  ") + "Usage: " + line.split(" ")[0]), told);
        told.lines().forEach(printed -> assertTrue(printed.length() <= Paragraphs.COLUMNS, printed));
        assertEquals(List.of(), commands.tenants());
    }

    @Test
    void anUnknownCommandIsRefused() {
        InvalidArgumentException refused =
                assertThrows(InvalidArgumentException.class, () -> execute("frob", new StringWriter()));
        assertEquals("there is no command 'frob'; 'help' lists them", refused.getMessage());
    }

    @Test
    void textFromRowsCannotBreakTheTerminal() {
        run("tenant-create acme");
        StringWriter text = new StringWriter();
        commands.execute(
                "put",
                List.of("acme", "a\u001B[2J", "x\ny", "--chunk", "1"),
                new PrintWriter(text),
                Paragraphs.COLUMNS);
        commands.execute("scan", List.of("acme"), new PrintWriter(text), Paragraphs.COLUMNS);
        assertFalse(text.toString().contains("\u001B"), text.toString());
        assertTrue(text.toString().contains("x·y"), text.toString());
    }

    @Test
    void quotaOfASuspendedTenantIsShownAndRaised() {
        run("tenant-create acme");
        platform.suspend(TenantId.of("acme"));
        assertTrue(run("tenant-quota acme --disk 1G").contains("1.00 GiB"));
    }

    private void fill() {
        run("tenant-create acme --vector title=3");
        run("put acme greeting hello");
        run("put acme alice bob --edge knows --weight 0.5");
        run("put acme alice text --chunk c1 --buffered");
        run("put acme alice 0.1,0.2,0.3 --vector title");
        run("put acme alice person --meta --ttl 3600");
    }

    private void assertPrints(String line, String expected) {
        assertEquals(expected, masked(run(line)), line);
    }

    /** Compares tables whose column widths depend on the sizes in them. */
    private static void assertSameColumns(String expected, String printed) {
        assertEquals(squeezed(expected), squeezed(masked(printed)));
    }

    private static String squeezed(String text) {
        return text.replaceAll("─+", "─").replaceAll(" +", " ");
    }

    private static String figure(String table, String name) {
        return table.lines()
                .filter(line -> line.startsWith(name + "  "))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElse("no line '" + name + "' in " + table);
    }

    private String run(String line) {
        StringWriter text = new StringWriter();
        assertEquals(0, execute(line, text), line + ": " + text);
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    private int execute(String line, StringWriter text) {
        List<String> words = List.of(line.split(" "));
        return commands.execute(
                words.getFirst(), words.subList(1, words.size()), new PrintWriter(text), Paragraphs.COLUMNS);
    }

    private static String masked(String text) {
        return text.replaceAll("\\b[0-9][0-9.,]* (B|[KMGT]iB)\\b", "#");
    }
}
