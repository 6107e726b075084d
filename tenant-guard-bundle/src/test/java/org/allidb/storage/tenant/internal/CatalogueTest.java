package org.allidb.storage.tenant.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.IncompatibleFormatException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.kernel.editlog.EditLog;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    private static final String FILE = "CATALOG";

    private final StrictMemVfs device = new StrictMemVfs();

    @Test
    void everyFieldOfATenantIsRemembered() throws IOException {
        TenantSettings settings = TenantSettings.DEFAULTS
                .withQuota(Quota.ofDisk(1L << 40)
                        .withWriteBufferBytes(2)
                        .withAges(8, 9)
                        .withMaxBatchRows(10)
                        .withRates(3, 4)
                        .withBytesReadPerSecond(12)
                        .withHandles(5, 6)
                        .withMaxRowBytes(7))
                .withVectorDimensions(Map.of("title", 768, "", 1, "bild-ä", 3))
                .withWeight(11)
                .withParameters(Map.of("compaction.strategy", "leveled", "memtable.max_mb", "1.5"))
                .withDedicatedLog(true);
        TenantDescriptor acme = TenantDescriptor.of(TenantId.of("acme"), 42, settings, 1_750_000_000_000L)
                .withSuspension(
                        Optional.of(Suspension.of(Suspension.Mode.READ_ONLY, "a test", Instant.ofEpochMilli(5))))
                .withDiskMark(17);
        Catalogue.open(device).put(acme);
        Catalogue again = Catalogue.open(device);
        assertEquals(List.of(acme), List.copyOf(again.tenants()));
        assertEquals(Optional.of(acme), again.find(TenantId.of("acme")));
        assertEquals(Optional.of(acme), again.find(42));
    }

    @Test
    void labelIsKeptWithAndWithoutAMark() throws IOException {
        TenantSettings labelled = TenantSettings.DEFAULTS.withLabel("Ä".repeat(TenantSettings.MAX_LABEL));
        TenantDescriptor marked =
                TenantDescriptor.of(TenantId.of("a"), 1, labelled, 5).withDiskMark(7);
        TenantDescriptor plain = TenantDescriptor.of(TenantId.of("b"), 2, labelled, 5);
        Catalogue catalogue = Catalogue.open(device);
        catalogue.put(marked);
        catalogue.put(plain);
        assertEquals(List.of(marked, plain), List.copyOf(Catalogue.open(device).tenants()));
        catalogue.put(plain.withSettings(labelled.withLabel("")));
        assertEquals("", Catalogue.open(device).find(2).orElseThrow().settings().label());
    }

    @Test
    void tenantThatAnEarlyStateHasSuspendedIsClosed() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        tenant("acme", 1).writeTo(new DataOutputStream(bytes));
        byte[] stored = bytes.toByteArray();
        int flags = Long.BYTES + Short.BYTES + "acme".length();
        assertEquals(0, stored[flags]);
        stored[flags] = 1;
        TenantDescriptor read = TenantDescriptor.readFrom(new DataInputStream(new ByteArrayInputStream(stored)));
        assertTrue(read.closed());
        assertEquals(
                Suspension.of(Suspension.Mode.CLOSED, "an early version of this software", Instant.EPOCH),
                read.suspension().orElseThrow());
        stored[flags] = (byte) 128;
        byte[] newer = Arrays.copyOf(stored, stored.length + 1);
        newer[stored.length] = 4;
        assertEquals(
                "tenant 'acme' has the unknown flags 4; a newer version of this software has written them",
                assertThrows(
                                IOException.class,
                                () -> TenantDescriptor.readFrom(new DataInputStream(new ByteArrayInputStream(newer))))
                        .getMessage());
    }

    @Test
    void tenantsAreListedById() throws IOException {
        Catalogue catalogue = Catalogue.open(device);
        for (String id : List.of("zeta", "acme", "m", "0")) {
            catalogue.put(tenant(id, catalogue.takeGeneration()));
        }
        assertEquals(
                List.of("0", "acme", "m", "zeta"),
                catalogue.tenants().stream().map(tenant -> tenant.id().value()).toList());
        assertEquals(4, catalogue.size());
    }

    @Test
    void aRemovedTenantStaysRemovedAndItsGenerationIsNotGivenAgain() throws IOException {
        Catalogue catalogue = Catalogue.open(device);
        TenantDescriptor first = tenant("acme", catalogue.takeGeneration());
        catalogue.put(first);
        catalogue.remove(first);
        Catalogue again = Catalogue.open(device);
        assertEquals(Optional.empty(), again.find(TenantId.of("acme")));
        assertEquals(Optional.empty(), again.find(first.generation()));
        assertTrue(again.takeGeneration() > first.generation());
    }

    @Test
    void removingAnOldIncarnationLeavesTheNewOne() throws IOException {
        Catalogue catalogue = Catalogue.open(device);
        TenantDescriptor first = tenant("acme", catalogue.takeGeneration());
        catalogue.put(first);
        catalogue.remove(first);
        TenantDescriptor second = tenant("acme", catalogue.takeGeneration());
        catalogue.put(second);
        catalogue.remove(first);
        assertEquals(Optional.of(second), catalogue.find(TenantId.of("acme")));
        assertEquals(Optional.of(second), Catalogue.open(device).find(TenantId.of("acme")));
    }

    /** The last edit, lost from every byte on: it is there as a whole or not at all, and the next edit is found later. */
    @Test
    void aTornTailIsLeftBehind() throws IOException {
        Catalogue catalogue = Catalogue.open(device);
        TenantDescriptor first = tenant("first", catalogue.takeGeneration());
        catalogue.put(first);
        TenantDescriptor second = tenant("second", catalogue.takeGeneration());
        byte[] before = content(device);
        catalogue.put(second);
        byte[] after = content(device);
        int torn = 0;
        for (int length = end(before); length < end(after); length++) {
            StrictMemVfs cut = new StrictMemVfs();
            store(cut, java.util.Arrays.copyOf(java.util.Arrays.copyOf(after, length), after.length));
            Catalogue reopened = Catalogue.open(cut);
            assertEquals(Optional.of(first), reopened.find(first.id()));
            torn += reopened.find(second.id()).isEmpty() ? 1 : 0;
            TenantDescriptor third = tenant("third", reopened.takeGeneration());
            reopened.put(third);
            Catalogue again = Catalogue.open(cut);
            assertEquals(List.copyOf(reopened.tenants()), List.copyOf(again.tenants()), "cut at " + length);
            assertTrue(again.nextGeneration() > third.generation());
        }
        assertTrue(torn > 20, "only " + torn + " lengths were torn");
    }

    @Test
    void zerosAndOldBytesAfterTheEndAreNoEdits() throws IOException {
        Catalogue catalogue = Catalogue.open(device);
        catalogue.put(tenant("acme", catalogue.takeGeneration()));
        byte[] bytes = content(device);
        StrictMemVfs longer = new StrictMemVfs();
        store(longer, java.util.Arrays.copyOf(bytes, bytes.length + 4_096));
        assertEquals(1, Catalogue.open(longer).size());
    }

    @Test
    void everyFlippedByteOfWhatWasDurableIsNoticed() throws IOException {
        Catalogue catalogue = Catalogue.open(device);
        catalogue.put(tenant("first", catalogue.takeGeneration()));
        catalogue.put(tenant("second", catalogue.takeGeneration()));
        int durable = end(content(device));
        catalogue.put(tenant("third", catalogue.takeGeneration()));
        byte[] bytes = content(device);
        for (int at = 0; at < durable; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 0x10;
            StrictMemVfs rotten = new StrictMemVfs();
            store(rotten, damaged);
            CorruptionException refused =
                    assertThrows(CorruptionException.class, () -> Catalogue.open(rotten), "byte " + at);
            assertTrue(
                    refused.getMessage().startsWith("the catalogue of tenants (the file CATALOG) is damaged at byte "),
                    refused.getMessage());
            assertEquals(FILE, refused.file());
            assertArrayEquals(damaged, content(rotten), "nothing is changed");
        }
    }

    @Test
    void aNewerFormatIsRefusedAndLeftAlone() throws IOException {
        new EditLog(device, FILE, "ALLIDBCT", 2, 0, "a newer one").append(new byte[0], () -> new byte[8]);
        byte[] bytes = content(device);
        IncompatibleFormatException refused =
                assertThrows(IncompatibleFormatException.class, () -> Catalogue.open(device));
        assertEquals(
                "the catalogue of tenants has format version 2, this software understands version 1; open it with the"
                        + " version that wrote it. Nothing was changed",
                refused.getMessage());
        assertArrayEquals(bytes, content(device));
    }

    @Test
    void anUnknownTypeOfEditIsRefused() {
        byte[] edit = new CatalogueEdit(7, List.of(), List.of(3L)).encode();
        edit[12] = 9;
        IOException refused = assertThrows(IOException.class, () -> CatalogueEdit.decode(edit));
        assertEquals("an edit of the catalogue has the unknown type 9", refused.getMessage());
    }

    /** Random edits and power cuts against a map: what was acknowledged is there, and no generation comes twice. */
    @Test
    void acknowledgedEditsSurvivePowerCuts() throws IOException {
        Random random = new Random(Seed.get());
        Map<TenantId, TenantDescriptor> model = new TreeMap<>();
        StrictMemVfs files = device;
        Catalogue catalogue = Catalogue.open(files);
        long greatest = 0;
        for (int step = 0; step < 2_000; step++) {
            TenantId id = TenantId.of("t" + random.nextInt(12));
            Optional<TenantDescriptor> known = catalogue.find(id);
            if (known.isEmpty()) {
                long generation = catalogue.takeGeneration();
                assertTrue(generation > greatest, "generation " + generation + " was given before");
                greatest = generation;
                change(catalogue, model, TenantDescriptor.of(id, generation, TenantSettings.DEFAULTS, step));
            } else if (random.nextBoolean()) {
                catalogue.remove(known.get());
                model.remove(id);
            } else {
                TenantSettings settings = known.get().settings().withQuota(Quota.ofDisk(random.nextInt(1_000)));
                change(
                        catalogue,
                        model,
                        TenantDescriptor.of(id, known.get().generation(), settings, step)
                                .withSuspension(Optional.of(Suspension.Mode.CLOSED)
                                        .filter(mode -> random.nextBoolean())
                                        .map(mode -> Suspension.of(mode, "a test", Instant.EPOCH))));
            }
            if (random.nextInt(10) == 0) {
                files = random.nextBoolean() ? files.afterPowerCut(random) : files;
                catalogue = Catalogue.open(files);
                assertEquals(new ArrayList<>(model.values()), new ArrayList<>(catalogue.tenants()), "step " + step);
            }
        }
    }

    private static void change(Catalogue catalogue, Map<TenantId, TenantDescriptor> model, TenantDescriptor tenant)
            throws IOException {
        catalogue.put(tenant);
        model.put(tenant.id(), tenant);
    }

    private static TenantDescriptor tenant(String id, long generation) {
        return TenantDescriptor.of(TenantId.of(id), generation, TenantSettings.DEFAULTS, 0);
    }

    /** Where the padding begins. */
    private static int end(byte[] bytes) {
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static byte[] content(Vfs files) throws IOException {
        try (VfsFile file = files.openReadOnly(FILE)) {
            byte[] bytes = new byte[(int) file.size()];
            file.read(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    private static void store(Vfs files, byte[] bytes) throws IOException {
        try (VfsFile file = files.create(FILE)) {
            file.write(0, bytes, 0, bytes.length);
        }
    }
}
