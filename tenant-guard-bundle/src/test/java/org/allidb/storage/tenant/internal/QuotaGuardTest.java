package org.allidb.storage.tenant.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.TestRuntime;
import org.junit.jupiter.api.Test;

class QuotaGuardTest {

    private static final TenantId ACME = TenantId.of("acme");

    private final StrictMemVfs device = new StrictMemVfs();
    private final ManualClock clock = new ManualClock();
    private final List<String> events = new ArrayList<>();

    @Test
    void tenantsAreThereAfterAReopen() throws IOException {
        TenantSettings settings = TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(5_000));
        TenantGuard guard = open(device);
        TenantDescriptor acme = guard.create(ACME, settings);
        TenantDescriptor zeta = guard.create(TenantId.of("zeta"), TenantSettings.DEFAULTS);
        assertEquals("acme.1", acme.directory());
        assertEquals(clock.wallMillis(), acme.createdMillis());
        guard.setSuspension(zeta.id(), suspended(Suspension.Mode.CLOSED));
        guard.update(ACME, settings.withQuota(Quota.ofDisk(7_000)));
        guard.close();
        TenantGuard again = open(device);
        assertEquals(
                List.of("acme 1 7000 false", "zeta 2 0 true"),
                again.tenants().stream().map(QuotaGuardTest::text).toList());
        assertEquals(Optional.of(2L), again.find(zeta.id()).map(TenantDescriptor::generation));
        assertEquals(Optional.of(ACME), again.find(1).map(TenantDescriptor::id));
    }

    @Test
    void aTenantOfTheSameIdIsRefused() throws IOException {
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        TenantExistsException refused =
                assertThrows(TenantExistsException.class, () -> guard.create(ACME, TenantSettings.DEFAULTS));
        assertEquals("tenant 'acme' exists already; open it, or choose another id", refused.getMessage());
    }

    @Test
    void anUnknownTenantIsRefusedByEveryCall() throws IOException {
        TenantGuard guard = open(device);
        guard.create(TenantId.of("zeta"), TenantSettings.DEFAULTS);
        List<TenantUnknownException> refusals = List.of(
                assertThrows(TenantUnknownException.class, () -> guard.access(ACME)),
                assertThrows(TenantUnknownException.class, () -> guard.drop(ACME)),
                assertThrows(
                        TenantUnknownException.class,
                        () -> guard.setSuspension(ACME, suspended(Suspension.Mode.CLOSED))),
                assertThrows(TenantUnknownException.class, () -> guard.update(ACME, TenantSettings.DEFAULTS)));
        for (TenantUnknownException refused : refusals) {
            assertEquals("there is no tenant 'acme'; create it first, or check the id", refused.getMessage());
            assertEquals(ACME, refused.tenant());
        }
        assertEquals(Optional.empty(), guard.find(ACME));
        assertEquals(Optional.empty(), guard.find(77));
    }

    @Test
    void thereAreNoMoreTenantsThanConfigured() throws IOException {
        TenantGuard guard = open(device, Map.of("max_tenants", "2"));
        guard.create(TenantId.of("a"), TenantSettings.DEFAULTS);
        guard.create(TenantId.of("b"), TenantSettings.DEFAULTS);
        InvalidArgumentException refused =
                assertThrows(InvalidArgumentException.class, () -> guard.create(ACME, TenantSettings.DEFAULTS));
        assertEquals(
                "there are 2 tenants already, as many as tenants.max_tenants allows; drop one, or raise it",
                refused.getMessage());
        guard.drop(TenantId.of("a"));
        guard.create(ACME, TenantSettings.DEFAULTS);
        guard.reconfigure(Options.make(TenantOptions.class, Map.of("max_tenants", "3")));
        guard.create(TenantId.of("c"), TenantSettings.DEFAULTS);
    }

    @Test
    void whetherTheLogIsDedicatedCannotBeChanged() throws IOException {
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        InvalidArgumentException refused = assertThrows(
                InvalidArgumentException.class,
                () -> guard.update(ACME, TenantSettings.DEFAULTS.withDedicatedLog(true)));
        assertEquals(
                "whether tenant 'acme' has a log of its own is decided when it is created; create another tenant"
                        + " and copy",
                refused.getMessage());
        assertEquals(Optional.of(TenantSettings.DEFAULTS), guard.find(ACME).map(TenantDescriptor::settings));
    }

    @Test
    void aDroppedTenantIsGoneWithItsFilesAndItsGenerationNeverComesAgain() throws IOException {
        TenantGuard guard = open(device);
        TenantDescriptor first = guard.create(ACME, TenantSettings.DEFAULTS);
        try (TenantAccess access = guard.access(ACME)) {
            access.files().createDirectory("inner");
            file(access.files(), "inner/f", 10);
        }
        guard.drop(ACME);
        assertEquals(List.of(), device.list("tenants"));
        TenantGuard again = open(device);
        TenantDescriptor second = again.create(ACME, TenantSettings.DEFAULTS);
        assertTrue(second.generation() > first.generation());
        assertEquals(Optional.empty(), again.find(first.generation()));
    }

    @Test
    void theAccessOfADroppedTenantRefusesEvenIfThereIsANewOneOfItsId() throws IOException {
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        TenantAccess access = guard.access(ACME);
        VfsFile opened = access.files().create("opened");
        opened.close();
        guard.drop(ACME);
        guard.create(ACME, TenantSettings.DEFAULTS);
        String message = "tenant 'acme' was dropped; this handle is of no use any more, not even for a new tenant"
                + " of the"
                + " same id";
        List<TenantUnknownException> refusals = List.of(
                assertThrows(TenantUnknownException.class, () -> access.admitWrite(1, 1, false)),
                assertThrows(TenantUnknownException.class, () -> access.admitRead(1)),
                assertThrows(TenantUnknownException.class, () -> access.files().create("f")),
                assertThrows(
                        TenantUnknownException.class,
                        () -> access.maintenanceFiles().create("f")));
        refusals.forEach(refused -> assertEquals(message, refused.getMessage()));
        assertEquals(List.of(), device.list("tenants/acme.2"));
    }

    @Test
    void aSuspendedTenantRefusesUntilItIsResumed() throws IOException {
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        TenantAccess access = guard.access(ACME);
        guard.setSuspension(ACME, suspended(Suspension.Mode.CLOSED));
        TenantSuspendedException refused =
                assertThrows(TenantSuspendedException.class, () -> access.admitWrite(1, 1, true));
        assertEquals(
                "tenant 'acme' is suspended by the owner; resume it (tenant-resume in the shell,"
                        + " StoragePlatform.resume) to use it",
                refused.getMessage());
        assertThrows(TenantSuspendedException.class, () -> access.admitRead(1));
        assertEquals(2, access.usage().refused());
        assertTrue(access.descriptor().closed());
        guard.setSuspension(ACME, Optional.empty());
        access.admitWrite(1, 1, true);
        access.admitRead(1);
    }

    @Test
    void aTenantSuspendedForWritesIsRead() throws IOException {
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        TenantAccess access = guard.access(ACME);
        guard.setSuspension(ACME, suspended(Suspension.Mode.READ_ONLY));
        access.admitRead(1);
        access.cursorOpened();
        access.snapshotOpened();
        String told = "tenant 'acme' is suspended by the owner; resume it (tenant-resume in the shell,"
                + " StoragePlatform.resume) to write to it; it can be read";
        assertEquals(
                told,
                assertThrows(TenantSuspendedException.class, () -> access.admitWrite(1, 1, true))
                        .getMessage());
        assertEquals(
                told,
                assertThrows(TenantSuspendedException.class, () -> access.admitWrite(1, 1, false))
                        .getMessage());
        assertEquals(
                told,
                assertThrows(TenantSuspendedException.class, access::checkTakesWrites)
                        .getMessage());
        assertEquals(3, access.usage().refused());
        assertEquals(
                suspended(Suspension.Mode.READ_ONLY),
                open(device.afterPowerCut(new Random(Seed.get())))
                        .find(ACME)
                        .orElseThrow()
                        .suspension());
        guard.setSuspension(ACME, Optional.empty());
        access.admitWrite(1, 1, true);
        access.checkTakesWrites();
    }

    private static Optional<Suspension> suspended(Suspension.Mode mode) {
        return Optional.of(Suspension.of(mode, "the owner", Instant.EPOCH));
    }

    @Test
    void aNewQuotaIsInForceAtOnce() throws IOException {
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        TenantAccess access = guard.access(ACME);
        file(access.files(), "f", 1_000);
        guard.update(ACME, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(1_000)));
        assertThrows(QuotaExceededException.class, () -> access.admitWrite(1, 1, true));
        assertThrows(IOException.class, () -> file(access.files(), "g", 1));
        guard.update(ACME, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(2_000)));
        access.admitWrite(1, 1, true);
        file(access.files(), "h", 1);
    }

    @Test
    void whatIsOnDiskIsCountedWhenATenantIsOpened() throws IOException {
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        try (TenantAccess access = guard.access(ACME)) {
            file(access.files(), "f", 300);
            access.files().createDirectory("log");
            file(access.files(), "log/1", 40);
        }
        file(device.in("tenants/acme.1"), "foreign", 2);
        assertEquals(342, open(device).access(ACME).usage().diskBytes());
    }

    @Test
    void aMissingDirectoryIsNamed() throws IOException {
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        device.deleteDirectory("tenants/acme.1");
        IOException refused = assertThrows(IOException.class, () -> guard.access(ACME));
        assertEquals(
                "the directory tenants/acme.1 of tenant 'acme' is missing or is no directory; restore it from a"
                        + " backup, or"
                        + " drop the tenant",
                refused.getMessage());
        guard.drop(ACME);
        assertEquals(List.of(), guard.tenants());
    }

    @Test
    void aSymbolicLinkIsRefusedByName() throws IOException {
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        device.createDirectory("tenants/acme.1/log");
        file(device, "tenants/acme.1/log/link", 1);
        TenantGuard linked = open(new LinkedVfs(device));
        IOException refused = assertThrows(IOException.class, () -> linked.access(ACME));
        assertEquals(
                "'tenants/acme.1/log/link' in the directory of tenant 'acme' is a symbolic link or a special file,"
                        + " which"
                        + " is never followed; remove it",
                refused.getMessage());
    }

    @Test
    void foreignNamesAmongTheTenantsAreLeftAlone() throws IOException {
        open(device).create(ACME, TenantSettings.DEFAULTS);
        List<String> foreign = List.of(
                "acme",
                "acme.01",
                "acme.1.bak",
                "acme.x",
                "ACME.2",
                "lost-found",
                ".hidden",
                "acme.-1",
                "acme.0",
                "acme.9999999999999999999");
        for (String name : foreign) {
            device.createDirectory("tenants/" + name);
            file(device, "tenants/" + name + "/keep", 1);
        }
        file(device, "tenants/file.9", 5);
        open(device);
        for (String name : foreign) {
            assertEquals(1, device.size("tenants/" + name + "/keep"));
        }
        assertEquals(5, device.size("tenants/file.9"));
    }

    @Test
    void whatIsLeftOfADroppedTenantIsRemovedAtTheNextOpen() throws IOException {
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        file(device, "tenants/acme.1/f", 10);
        FaultPlan noDeletes = (operation, name) -> {
            if (operation == FaultPlan.Operation.DELETE) {
                throw new IOException("no delete");
            }
        };
        TenantGuard unable = open(new FaultyVfs(device, noDeletes));
        unable.drop(ACME);
        assertEquals(List.of(), unable.tenants());
        assertEquals(10, device.size("tenants/acme.1/f"));
        TenantGuard again = open(device);
        assertEquals(List.of(), again.tenants());
        assertEquals(List.of(), device.list("tenants"));
    }

    @Test
    void aTenantThatCannotBeWrittenDownDoesNotExist() throws IOException {
        boolean[] failing = new boolean[1];
        TenantGuard guard = open(new FaultyVfs(device, (operation, name) -> {
            if (failing[0] && name.startsWith("CATALOG")) {
                throw new IOException("the catalogue cannot be written");
            }
        }));
        guard.create(TenantId.of("first"), TenantSettings.DEFAULTS);
        failing[0] = true;
        assertThrows(IOException.class, () -> guard.create(ACME, TenantSettings.DEFAULTS));
        assertEquals(Optional.empty(), guard.find(ACME));
        assertThrows(IOException.class, () -> guard.drop(TenantId.of("first")));
        assertTrue(guard.find(TenantId.of("first")).isPresent(), "it lives on");
        String told = assertThrows(StorageIoException.class, () -> guard.access(TenantId.of("first")))
                .getMessage();
        assertTrue(told.contains("the disk failed half-way: it takes no operations until it is dropped again"), told);
        assertThrows(
                IOException.class,
                () -> guard.update(TenantId.of("first"), TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(1))));
        assertEquals(
                Optional.of(TenantSettings.DEFAULTS),
                guard.find(TenantId.of("first")).map(TenantDescriptor::settings));
        failing[0] = false;
        assertEquals(3, guard.create(ACME, TenantSettings.DEFAULTS).generation());
        assertEquals(2, open(device).tenants().size());
        assertEquals(List.of("acme.3", "first.1"), device.list("tenants"));
    }

    /** Also that of a tenant whose rows are all in the shared log. */
    @Test
    void lostCatalogueCostsNobodysData() throws IOException {
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        String missing =
                "the catalogue of tenants (the file CATALOG) is missing, though there is the directory tenants/acme.1"
                    + " of a tenant; nothing was changed. Put the file back from a copy of this directory, restore the"
                    + " tenants from a backup, or salvage what is intact with 'allidb repair DIR INTO'";
        for (boolean files : List.of(false, true)) {
            if (files) {
                file(guard.access(ACME).files(), "f", 10);
            }
            device.rename("CATALOG", "elsewhere");
            assertEquals(
                    missing,
                    assertThrows(CorruptionException.class, () -> open(device)).getMessage());
            assertEquals(
                    missing,
                    assertThrows(CorruptionException.class, () -> new QuotaGuardProvider().read(device))
                            .getMessage());
            assertEquals(List.of("acme.1"), device.list("tenants"));
            device.rename("elsewhere", "CATALOG");
        }
        assertEquals(10, device.size("tenants/acme.1/f"));
    }

    @Test
    void olderCatalogueCostsNobodysFiles() throws IOException {
        byte[] older = new byte[4_096];
        open(device);
        try (VfsFile catalogue = device.openReadOnly("CATALOG")) {
            assertEquals(older.length, catalogue.read(0, older, 0, older.length));
        }
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        file(guard.access(ACME).files(), "f", 10);
        try (VfsFile catalogue = device.open("CATALOG")) {
            catalogue.write(0, older, 0, older.length);
        }
        assertEquals(
                "the directory tenants/acme.1 holds the files of a tenant that the catalogue of tenants has never"
                    + " heard of: the file CATALOG is older than the tenants; nothing was changed. Put the newest one"
                    + " back, restore the tenants from a backup, or salvage what is intact with 'allidb repair DIR"
                    + " INTO'",
                assertThrows(CorruptionException.class, () -> open(device)).getMessage());
        assertEquals(10, device.size("tenants/acme.1/f"));
    }

    /** There is a catalogue before there is a tenant; a directory of an earlier version may have neither. */
    @Test
    void newDirectoryHasACatalogueBeforeItHasTenants() throws IOException {
        List<String> begun = new ArrayList<>();
        TenantGuard guard = open(new FaultyVfs(device, (operation, name) -> {
            if (name.equals("tenants") && device.kind("tenants") == Vfs.FileKind.MISSING) {
                begun.addAll(device.afterPowerCut(new Random(1)).list(""));
            }
        }));
        assertEquals(List.of("CATALOG"), begun.stream().distinct().toList());
        assertEquals(List.of(), guard.tenants());
        device.delete("CATALOG");
        assertEquals(1, open(device).create(ACME, TenantSettings.DEFAULTS).generation());
    }

    @Test
    void directoryOfATenantWhoseCreationWasCutShortIsRemoved() throws IOException {
        open(device).create(ACME, TenantSettings.DEFAULTS);
        device.createDirectory("tenants/next.2");
        open(device);
        assertEquals(List.of("acme.1"), device.list("tenants"));
    }

    @Test
    void closingAnOldAccessLeavesTheNewOneConnected() throws IOException {
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        TenantAccess old = guard.access(ACME);
        TenantAccess now = guard.access(ACME);
        old.close();
        guard.drop(ACME);
        assertThrows(TenantUnknownException.class, () -> now.admitRead(1));
    }

    @Test
    void everyQuotaHasItsHeadroom() throws IOException {
        TenantGuard guard = open(device);
        long huge = Long.MAX_VALUE / 2 + 2_000;
        guard.create(ACME, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(huge)));
        assertEquals(Long.MAX_VALUE, guard.access(ACME).maintenanceFiles().usableSpace());
        TenantAccess access = guard.access(ACME);
        access.admitWrite(1, 1, true);
        guard.update(ACME, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(99)));
        assertEquals(247, access.maintenanceFiles().usableSpace());
    }

    @Test
    void fileRenamedToItselfStillCounts() throws IOException {
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        TenantAccess access = guard.access(ACME);
        file(access.files(), "f", 900);
        access.files().rename("f", "f");
        assertEquals(900, access.usage().diskBytes());
    }

    @Test
    void everyChangeOfATenantIsReported() throws IOException {
        TenantGuard guard = open(device);
        guard.create(ACME, TenantSettings.DEFAULTS);
        guard.setSuspension(ACME, suspended(Suspension.Mode.CLOSED));
        guard.setSuspension(ACME, Optional.empty());
        guard.drop(ACME);
        assertEquals(
                List.of(
                        "TENANT acme: tenant 'acme' was created",
                        "TENANT acme: tenant 'acme' was suspended by the owner",
                        "TENANT acme: tenant 'acme' was resumed",
                        "TENANT acme: tenant 'acme' was dropped"),
                events);
    }

    /** Random changes and power cuts: what was acknowledged holds, and each tenant, no other, has its directory. */
    @Test
    void acknowledgedChangesSurvivePowerCuts() throws IOException {
        Random random = new Random(Seed.get());
        Map<TenantId, TenantDescriptor> model = new TreeMap<>();
        Set<Long> generations = new HashSet<>();
        StrictMemVfs files = device;
        TenantGuard guard = open(files);
        for (int step = 0; step < 1_500; step++) {
            TenantId id = TenantId.of("t" + random.nextInt(6));
            if (!model.containsKey(id)) {
                TenantDescriptor created = guard.create(id, TenantSettings.DEFAULTS);
                assertTrue(generations.add(created.generation()), "generation " + created.generation() + " again");
                file(guard.access(id).files(), "f", random.nextInt(100));
                model.put(id, created);
            } else if (random.nextInt(3) == 0) {
                guard.drop(id);
                model.remove(id);
            } else if (random.nextBoolean()) {
                model.put(
                        id,
                        guard.setSuspension(
                                id, random.nextBoolean() ? suspended(Suspension.Mode.READ_ONLY) : Optional.empty()));
            } else {
                TenantSettings settings = TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(random.nextInt(1_000)));
                model.put(id, guard.update(id, settings));
            }
            if (random.nextInt(6) == 0) {
                files = files.afterPowerCut(random);
                guard = open(files);
                assertEquals(List.copyOf(model.values()), guard.tenants(), "step " + step);
                assertEquals(
                        model.values().stream()
                                .map(TenantDescriptor::directory)
                                .sorted()
                                .toList(),
                        files.list("tenants"));
            }
        }
    }

    private TenantGuard open(Vfs files) throws IOException {
        return open(files, Map.of());
    }

    private TenantGuard open(Vfs files, Map<String, String> options) throws IOException {
        return new QuotaGuardProvider()
                .open(
                        files,
                        Options.make(TenantOptions.class, options),
                        new TestRuntime(clock),
                        (type, tenant, message, figures) -> events.add(
                                type + " " + tenant.map(TenantId::value).orElse("") + ": " + message));
    }

    private static String text(TenantDescriptor tenant) {
        return tenant.id() + " " + tenant.generation() + " "
                + tenant.settings().quota().diskBytes() + " " + tenant.closed();
    }

    private static void file(Vfs files, String name, int length) throws IOException {
        try (VfsFile file = files.create(name)) {
            file.write(0, new byte[length], 0, length);
        }
    }
}
