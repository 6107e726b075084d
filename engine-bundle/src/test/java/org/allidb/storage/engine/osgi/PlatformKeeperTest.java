package org.allidb.storage.engine.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.DirectoryInUseException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.SerialRuntime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The keeper's thread is the test's, and its clock obeys. */
class PlatformKeeperTest {

    private final ManualClock clock = new ManualClock();
    private final SerialRuntime runtime = new SerialRuntime(clock);
    private final LogLines log = new LogLines();
    private final ConfigurationLayers layers = new ConfigurationLayers(log, false);
    private final List<String> done = new ArrayList<>();
    private Supplier<StoragePlatform> opening = this::platform;
    private final PlatformKeeper keeper = new PlatformKeeper(log, layers, this::open, platform -> {
        done.add("published");
        return () -> done.add("withdrawn");
    });

    @AfterEach
    void close() {
        assertEquals(List.of(), runtime.failures());
    }

    @Test
    void opensWhenItIsConfiguredFollowsTheConfigurationAndClosesInOrder() {
        start();
        assertEquals(List.of(), taken());
        configure("900");
        assertEquals(List.of("open 900", "published"), taken());
        configure("800");
        configure("800");
        assertEquals(List.of("configure 800"), taken());
        keeper.close();
        assertEquals(List.of("withdrawn", "close"), taken());
        keeper.changed();
        runtime.runDue();
        assertEquals(List.of(), taken(), "nothing is opened after the close");
    }

    @Test
    void openAfterABadFirstValueWhenAGoodOneComes() {
        start();
        configure("lots");
        assertEquals(List.of(), taken());
        configure("900");
        assertEquals(List.of("open 900", "published"), taken());
    }

    @Test
    void directoryInUseIsTriedAgainLessAndLessOftenUntilItIsFree() {
        opening = () -> {
            throw new DirectoryInUseException("process 1 has it open", null);
        };
        start();
        configure("900");
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertEquals(List.of("open 900"), taken(), "before " + seconds + " s");
            List<String> told = log.taken().stream()
                    .filter(line -> line.contains("not opened"))
                    .toList();
            String grade = seconds <= 8 ? "WARNING" : "ERROR";
            assertEquals(List.of(grade + " the storage is not opened; it is tried again in " + seconds + " s"), told);
            advance(seconds * 1_000 - 1);
            assertEquals(List.of(), taken(), "too early");
            advance(1);
        }
        opening = this::platform;
        taken();
        advance(60_000);
        assertEquals(List.of("open 900", "published"), taken());
        advance(600_000);
        assertEquals(List.of(), taken());
        keeper.close();
    }

    @Test
    void changeOfAComponentTriesAtOnceAndTheCloseEndsTheAttempts() {
        opening = () -> {
            throw new DirectoryInUseException("process 1 has it open", null);
        };
        start();
        configure("900");
        taken();
        keeper.changed();
        runtime.runDue();
        assertEquals(List.of("open 900"), taken());
        keeper.close();
        advance(600_000);
        assertEquals(List.of(), taken());
    }

    @Test
    void damageIsNotTriedAgainByTheClock() {
        opening = () -> {
            throw new CorruptionException("MANIFEST", 7, "damaged", null);
        };
        start();
        configure("900");
        assertEquals(List.of("open 900"), taken());
        assertTrue(log.taken().contains("ERROR the storage is not opened"));
        advance(600_000);
        assertEquals(List.of(), taken());
    }

    @Test
    void missingComponentIsReportedByNameOnceItIsMissingForAWhile() {
        opening = () -> {
            throw new ComponentMissingException("vfs", "local", "there is no vfs 'local'");
        };
        start();
        configure("900");
        log.taken();
        advance(PlatformKeeper.PATIENCE_MILLIS - 1);
        assertEquals(List.of(), log.taken(), "it may be on its way");
        advance(1);
        assertEquals(List.of("WARNING the storage is not opened yet: there is no vfs 'local'"), log.taken());
        keeper.changed();
        advance(PlatformKeeper.PATIENCE_MILLIS);
        assertEquals(List.of(), log.taken(), "it was said");
        opening = this::platform;
        taken();
        keeper.changed();
        runtime.runDue();
        assertEquals(List.of("open 900", "published"), taken());
    }

    @Test
    void whatIsOpenedInTimeIsNotReportedAsMissing() {
        opening = () -> {
            throw new ComponentMissingException("vfs", "local", "there is no vfs 'local'");
        };
        start();
        configure("900");
        opening = this::platform;
        keeper.changed();
        runtime.runDue();
        log.taken();
        advance(PlatformKeeper.PATIENCE_MILLIS);
        assertEquals(List.of(), log.taken());
    }

    @Test
    void waitForTheConfigurationIsReported() {
        start();
        advance(PlatformKeeper.PATIENCE_MILLIS);
        assertEquals(
                List.of("WARNING the storage is not opened yet: Configuration Admin has not said what it has; is its"
                        + " bundle active?"),
                log.taken());
        keeper.close();
    }

    @Test
    void closeByWhoIsToldOfTheServiceDoesNotWaitForItself() {
        PlatformKeeper[] keepers = new PlatformKeeper[1];
        keepers[0] = new PlatformKeeper(log, layers, this::open, platform -> {
            keepers[0].close();
            return () -> done.add("withdrawn");
        });
        keepers[0].start(runtime.executors());
        layers.admin(Map.of("compaction.max_iops", "900"));
        keepers[0].changed();
        runtime.runDue();
        assertEquals(List.of("open 900", "close", "withdrawn"), taken());
    }

    private void start() {
        keeper.start(runtime.executors());
        runtime.runDue();
    }

    private void configure(String iops) {
        layers.admin(Map.of("compaction.max_iops", iops));
        keeper.changed();
        runtime.runDue();
    }

    private void advance(long millis) {
        clock.advanceMillis(millis);
        runtime.runDue();
    }

    private List<String> taken() {
        List<String> taken = List.copyOf(done);
        done.clear();
        return taken;
    }

    private StoragePlatform open(StorageConfiguration configuration) {
        done.add("open " + configuration.compaction().maxIops());
        return opening.get();
    }

    private StoragePlatform platform() {
        return (StoragePlatform) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {StoragePlatform.class}, (self, method, arguments) -> {
                    boolean configures = method.getName().equals("configure");
                    done.add(
                            configures
                                    ? "configure "
                                            + ((StorageConfiguration) arguments[0])
                                                    .compaction()
                                                    .maxIops()
                                    : method.getName());
                    return configures ? List.of() : null;
                });
    }
}
