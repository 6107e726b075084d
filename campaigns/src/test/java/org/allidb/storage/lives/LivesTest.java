package org.allidb.storage.lives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;
import org.junit.jupiter.api.Test;

/**
 * A campaign of many threads that make all calls of a platform at a time, with random tenants of which few may be open.
 * The platform is closed while they do.
 *
 * <ul>
 *   <li>Every call comes back.
 *   <li>What is acknowledged is there as long as the tenant is not dropped.
 *   <li>What was dropped does not come back.
 * </ul>
 *
 * <p>{@code -Dallidb.soak=N} runs N times as many rounds.
 */
class LivesTest {

    private static final int ROUNDS = 2 * Integer.getInteger("allidb.soak", 1);
    private static final int ACTORS = 12;
    private static final int CALLS_OF_A_ROUND = 1_500;

    @Test
    void everyCallComesBackAndNothingAcknowledgedIsLost() throws InterruptedException {
        long seed = Seed.get();
        for (int round = 0; round < ROUNDS; round++) {
            play(seed + 1_000L * round);
        }
    }

    @Test
    void allCallsThatThereAreAreMade() {
        Set<String> made =
                Arrays.stream(LifeCall.values()).map(LifeCall::method).collect(Collectors.toCollection(TreeSet::new));
        made.add("close");
        Set<String> all = Stream.of(StoragePlatform.class, BackupDirectory.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(all, made);
    }

    private static void play(long seed) throws InterruptedException {
        StrictMemVfs disk = new StrictMemVfs();
        StoragePlatform platform = builder(disk)
                .set("sstable.format_version", 1 + Math.floorMod(seed, 2))
                .open();
        BackupDirectory backups = platform.backups(Path.of("backups"));
        Stage stage = new Stage(platform, backups, CALLS_OF_A_ROUND);
        List<Actor> actors = IntStream.range(0, ACTORS)
                .mapToObj(i -> new Actor(i, seed, stage))
                .toList();
        try (Watchdog watchdog = new Watchdog(actors)) {
            actors.forEach(Actor::start);
            while (!stage.isOver() && watchdog.found() == null && !stage.awaitCalls()) {
                // the watchdog ends it if no call comes back
            }
            if (watchdog.found() == null) {
                stage.close();
            }
            stage.end();
            for (Actor actor : actors) {
                actor.join();
            }
            assertNull(watchdog.found());
        }
        for (Actor actor : actors) {
            if (actor.failure() != null) {
                throw new AssertionError(actor + ", seed " + seed, actor.failure());
            }
        }
        backups.close();
        try (StoragePlatform again = builder(disk).open()) {
            again.tenants().stream()
                    .filter(tenant -> tenant.suspended() && stage.tenants().contains(tenant.id()))
                    .forEach(tenant -> again.resume(tenant.id()));
            actors.forEach(actor -> actor.checkAll(again));
        }
    }

    private static StoragePlatformBuilder builder(StrictMemVfs disk) {
        return StoragePlatform.builder(Path.of("lives"))
                .use(VfsProviders.ofDirectoriesIn(disk))
                .use(new Parts.Unhurried())
                .set("engine.vfs", VfsProviders.NAME)
                .set("compaction.strategy", Parts.Unhurried.NAME)
                .set("tenants.max_open", 3)
                .set("memtable.max_mb", 0.0625)
                .set("wal.max_file_mb", 0.25)
                .set("wal.max_total_mb", 1)
                .set("sstable.cache_mb", 1);
    }
}
