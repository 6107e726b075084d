package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A campaign that flips every byte, and cuts at every length, in every kind of file.
 *
 * <ul>
 *   <li>An open or a read fails and names the file and the tenant, or gives everything as it was.
 *   <li>Nothing else is ever thrown.
 *   <li>Other tenants are whole.
 * </ul>
 *
 * <p>{@code -Dallidb.soak=N} adds N times as many places in directories whose files are large.
 */
class EveryByteTest {

    private static final int PLACES = 100 * Integer.getInteger("allidb.soak", 0);

    private static final int ONE_RECORD = 100;

    private final Random random = new Random(Seed.get());
    /** One codec that compresses, as it is drawn: both make the same kind of table. */
    private final List<String> codecs = List.of("none", random.nextBoolean() ? "lz4" : "zstd");
    /** How often what happened, by kind of file. */
    private final Map<String, Integer> outcomes = new TreeMap<>();

    private final List<String> wrong = new ArrayList<>();

    /** What is done to a file, and where. */
    private record Damage(String file, boolean cut, int at, int bit) {

        byte[] on(byte[] intact) {
            if (cut) {
                return Arrays.copyOf(intact, at);
            }
            byte[] flipped = intact.clone();
            flipped[at] ^= (byte) (1 << bit);
            return flipped;
        }

        String shortName() {
            return file.substring(file.lastIndexOf('/') + 1);
        }

        @Override
        public String toString() {
            return file + (cut ? ", cut to " + at : ", bit " + bit + " of byte " + at + " flipped");
        }
    }

    @AfterEach
    void nothingWentWrong() {
        System.out.println("EveryByteTest: " + outcomes);
        assertEquals(List.of(), wrong.stream().limit(20).toList(), wrong.size() + " in all");
        assertTrue(outcomes.keySet().stream().anyMatch(outcome -> outcome.endsWith("told")), "nothing was damaged");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void everyByteOfTablesAndManifests() throws IOException {
        SoundDirectory sound = new SoundDirectory(random, 48, 24, 0, codecs);
        for (String file : sound.filesOf(sound.tenants().getFirst())) {
            damageTenants(
                    sound,
                    file,
                    IntStream.range(0, used(sound.files().get(file))).toArray());
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void everyByteOfLogCatalogueAndFormat() throws IOException {
        SoundDirectory sound = new SoundDirectory(random, 2, 5, 2, List.of("none"));
        for (String name : sound.platformFiles()) {
            int used = used(sound.files().get(name));
            damagePlatform(sound, name, IntStream.range(0, used).toArray());
        }
        int lost = outcomes.entrySet().stream()
                .filter(outcome -> outcome.getKey().endsWith("last write lost"))
                .mapToInt(Map.Entry::getValue)
                .sum();
        assertTrue(lost < ONE_RECORD, lost + " places made a write vanish: more than one record has bytes");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void everyByteOfABackup() throws IOException {
        SoundDirectory sound = new SoundDirectory(random, 1, 24, 0, List.of("lz4"));
        for (String name : sound.backupFiles()) {
            damageBackup(
                    sound,
                    name,
                    IntStream.range(0, used(sound.files().get(name))).toArray());
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void placesInLargeFiles() throws IOException {
        SoundDirectory small = new SoundDirectory(random, 2, 24, 60, codecs);
        SoundDirectory large = PLACES == 0 ? small : new SoundDirectory(random, 3, 10_000, 2_000, codecs);
        int places = Math.max(2, PLACES);
        for (String file : large.filesOf(large.tenants().getFirst())) {
            damageTenants(large, file, places(large, file, places));
        }
        for (String file : large.platformFiles()) {
            damagePlatform(large, file, places(large, file, places));
        }
        for (String file : large.backupFiles()) {
            damageBackup(large, file, places(large, file, places));
        }
    }

    private int[] places(SoundDirectory sound, String file, int count) {
        return random.ints(count, 0, used(sound.files().get(file))).toArray();
    }

    /** Damages the same file of all tenants but the first, each at another place. */
    private void damageTenants(SoundDirectory sound, String file, int[] places) throws IOException {
        int index = sound.filesOf(sound.tenants().getFirst()).indexOf(file);
        int victims = sound.tenants().size() - 1;
        for (boolean cut : new boolean[] {false, true}) {
            for (int from = 0; from < places.length; from += victims) {
                Map<TenantId, Damage> damages = new HashMap<>();
                Map<String, byte[]> changes = new HashMap<>();
                for (int i = from; i < Math.min(places.length, from + victims); i++) {
                    TenantId victim = sound.tenants().get(1 + i - from);
                    String name = sound.filesOf(victim).get(index);
                    byte[] intact = sound.files().get(name);
                    // a number that is longer in decimal makes one tenant's file a little longer than another's
                    Damage damage = new Damage(name, cut, Math.min(places[i], intact.length - 1), random.nextInt(8));
                    damages.put(victim, damage);
                    changes.put(name, damage.on(intact));
                }
                try (StoragePlatform platform = SoundDirectory.open(sound.with(changes))) {
                    for (TenantId tenant : sound.tenants()) {
                        read(platform, tenant, sound.rows(), damages.get(tenant));
                    }
                } catch (StorageException e) {
                    // a tenant with rows that are in the log only must be opened with the platform
                    expect(sound.hasUnflushedRows(), damages + " keep the platform from opening: " + e);
                    told(damages.values().iterator().next(), e);
                }
            }
        }
    }

    /**
     * Damages a file that all tenants depend on: nothing opens, or everything is there, but for the very last write: no
     * later record vouches for it, so that it may be the torn end that a crash leaves.
     */
    private void damagePlatform(SoundDirectory sound, String file, int[] places) throws IOException {
        for (boolean cut : new boolean[] {false, true}) {
            for (int place : places) {
                Damage damage = new Damage(file, cut, place, random.nextInt(8));
                byte[] damaged = damage.on(sound.files().get(file));
                try (StoragePlatform platform = SoundDirectory.open(sound.with(Map.of(file, damaged)))) {
                    for (TenantId tenant : sound.tenants()) {
                        if (isLastWriteLost(platform, tenant, sound, damage)) {
                            note(damage, "last write lost");
                        } else {
                            read(platform, tenant, sound.rows(), damage);
                        }
                    }
                } catch (StorageException e) {
                    told(damage, e);
                }
            }
        }
    }

    private static boolean isLastWriteLost(
            StoragePlatform platform, TenantId tenant, SoundDirectory sound, Damage damage) {
        if (!damage.file().endsWith(".wal") || !tenant.equals(sound.tenants().getLast())) {
            return false;
        }
        try (TenantStore store = platform.open(tenant)) {
            return sound.rowsBeforeTheLastWrite().equals(scan(store, ScanRequest.all()));
        }
    }

    private void damageBackup(SoundDirectory sound, String file, int[] places) throws IOException {
        StrictMemVfs files = sound.with(Map.of());
        byte[] intact = sound.files().get(file);
        TenantId tenant = sound.tenants().getFirst();
        TenantId restored = TenantId.of("restored");
        try (StoragePlatform platform = SoundDirectory.open(files)) {
            for (boolean cut : new boolean[] {false, true}) {
                for (int place : places) {
                    Damage damage = new Damage(file, cut, place, random.nextInt(8));
                    overwrite(files, file, damage.on(intact));
                    try (BackupDirectory backups = platform.backups(Path.of(SoundDirectory.BACKUPS))) {
                        backups.verify(1);
                        backups.restore(1, tenant, restored);
                        read(platform, restored, sound.backedUpRows(), damage);
                        platform.drop(restored);
                    } catch (StorageException e) {
                        told(damage, e);
                    }
                }
            }
        }
    }

    /** Reads everything of a tenant: by a scan in each direction, and row by row. */
    private void read(StoragePlatform platform, TenantId tenant, Map<String, String> rows, Damage damage) {
        String what = String.valueOf(damage);
        try (TenantStore store = platform.open(tenant)) {
            expect(rows.equals(scan(store, ScanRequest.all())), what + ": a scan shows other rows of " + tenant);
            expect(rows.equals(scan(store, ScanRequest.all().reversed())), what + ": a scan back shows other rows");
            for (Map.Entry<String, String> row : rows.entrySet()) {
                String value = store.get(row.getKey()).map(EveryByteTest::text).orElse("nothing");
                expect(value.equals(row.getValue()), what + ": " + row.getKey() + " is " + value);
            }
            note(damage, "whole");
        } catch (StorageException e) {
            told(damage, e);
        }
    }

    private void told(Damage damage, StorageException e) {
        note(damage, "told");
        String message = String.valueOf(e.getMessage());
        expect(damage != null, "a tenant that is whole: " + e);
        expect(damage == null || message.contains(damage.shortName()), damage + ": the file is not named: " + e);
        if (e instanceof CorruptionException corruption) {
            expect(corruption.offset() >= 0 && message.contains(corruption.file()), damage + ": no place: " + e);
        }
    }

    private void note(Damage damage, String outcome) {
        if (damage != null) {
            outcomes.merge(damage.shortName() + (damage.cut ? " cut " : " flipped ") + outcome, 1, Integer::sum);
        }
    }

    private void expect(boolean right, String what) {
        if (!right) {
            wrong.add(what);
        }
    }

    private static Map<String, String> scan(TenantStore store, ScanRequest request) {
        Map<String, String> rows = new TreeMap<>();
        try (Cursor cursor = store.scan(request)) {
            while (cursor.next()) {
                byte[] value = new byte[cursor.valueLength()];
                cursor.copyValue(value, 0);
                rows.put(cursor.entity().toText(), text(value));
            }
        }
        return rows;
    }

    private static void overwrite(StrictMemVfs files, String name, byte[] content) throws IOException {
        try (VfsFile file = files.open(name)) {
            file.setSize(content.length);
            file.write(0, content, 0, content.length);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int used(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }
}
