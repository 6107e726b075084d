package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.Components;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.InvalidConfigurationException;
import org.allidb.storage.api.MissingComponent;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.config.TenantDeclaration;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.testkit.Await;
import org.allidb.storage.testkit.DeflateCodec;
import org.allidb.storage.testkit.FaultPlan;
import org.junit.jupiter.api.Test;

/** Parameters of the configuration that tenants set for themselves hold for them, at once and after a restart, and for no other tenant. */
class TenantParametersTest {

    private static final TenantId OWN = TenantId.of("own");

    @Test
    void eachTenantIsMergedByItsOwnStrategy() {
        CountingStrategy counting = new CountingStrategy();
        try (House house = new House((operation, name) -> {}, Map.of("compaction.enabled", true), counting);
                TenantStore own = house.platform().create(OWN, parameters("compaction.strategy", "counting"))) {
            flushTwice(house.store());
            assertEquals(0, counting.asked, "the other tenant has another strategy");
            flushTwice(own);
            assertTrue(counting.asked > 0);
            assertTrue(isInUse(house.platform(), "counting"));
            house.platform().update(OWN, TenantSettings.DEFAULTS);
            assertFalse(isInUse(house.platform(), "counting"));
            counting.asked = 0;
            flushTwice(own);
            assertEquals(0, counting.asked, "the strategy of all tenants holds again");
        }
    }

    @Test
    void tablesHaveTheCodecAndTheFilterOfTheirTenantAlsoAfterARestart() {
        try (House house = new House()) {
            try (TenantStore own = house.platform().create(OWN, parameters("sstable.codec", "lz4"))) {
                assertEquals(Set.of("lz4"), codecsAfterAFlush(own));
                assertEquals(Set.of("none"), codecsAfterAFlush(house.store()));
            }
            house.reopen();
            try (TenantStore own = house.platform().open(OWN)) {
                house.platform()
                        .update(OWN, parameters("sstable.bottom_codec", "zstd", "sstable.filter_bits_per_key", "0"));
                assertEquals(Set.of("lz4", "none"), codecsAfterAFlush(own));
                own.compact();
                house.store().compact();
                assertEquals(Set.of("zstd"), codecs(own));
                assertEquals(Set.of("none"), codecs(house.store()));
            }
        }
    }

    @Test
    void memtableOfATenantIsFlushedAtItsOwnSize() {
        try (House house = new House();
                TenantStore own = house.platform().create(OWN, parameters("memtable.max_mb", "0.0625"))) {
            for (int i = 0; i < 20; i++) {
                own.put("row " + i, new byte[10_000]);
                house.store().put("row " + i, new byte[10_000]);
            }
            own.awaitQuiet();
            assertTrue(own.statistics().flushes() > 0);
            assertEquals(0, house.store().statistics().flushes());
        }
    }

    @Test
    void writesOfATenantThatAsksForBufferedOnesAreAcknowledgedWithoutASync() {
        AtomicBoolean failing = new AtomicBoolean();
        FaultPlan plan = (operation, name) -> {
            if (failing.get() && operation == FaultPlan.Operation.SYNC) {
                throw new IOException("the device does not sync");
            }
        };
        try (House house = new House(plan, Map.of());
                TenantStore own = house.platform().create(OWN, parameters("engine.durability", "buffered"))) {
            failing.set(true);
            own.put("row", new byte[1]);
            assertThrows(StorageIoException.class, () -> house.store().put("row", new byte[1]));
            failing.set(false);
        }
    }

    @Test
    void whatCannotBeSetIsRefusedAndNothingIsChanged() {
        assertTells(
                "'compaction.throttler' cannot be set for single tenants; these can: engine.durability, ",
                assertThrows(InvalidArgumentException.class, () -> parameters("compaction.throttler", "adaptive")));
        assertTells(
                "'many' is no value for 'bucket_ratio' in section 'compaction': it takes a number from 1 to 10",
                assertThrows(InvalidArgumentException.class, () -> parameters("compaction.bucket_ratio", "many")));
        try (House house = new House()) {
            String why =
                    "compaction.strategy = later is refused, and the settings of the tenant stay as they are: there"
                            + " is no strategy 'later'; install the bundle or jar that provides it";
            TenantSettings missing = parameters("compaction.strategy", "later");
            assertTells(
                    why,
                    assertThrows(
                            ComponentMissingException.class,
                            () -> house.platform().create(OWN, missing)));
            assertTells(
                    why,
                    assertThrows(
                            ComponentMissingException.class,
                            () -> house.platform().update(House.TENANT, missing)));
            assertEquals(List.of(TenantSettings.DEFAULTS), settings(house.platform()));
            StorageConfiguration declared = house.platform()
                    .configuration()
                    .withDeclaredTenants(List.of(TenantDeclaration.of(OWN, Map.of(), Map.of(), "allidb.yaml:1")
                            .withParameters(missing.parameters())));
            InvalidConfigurationException told = assertThrows(
                    InvalidConfigurationException.class, () -> house.platform().configure(declared));
            assertTells("allidb.yaml:1: storage.tenants.declared.own.parameters: " + why, told);
        }
    }

    /** If the file came first, nobody may have to wait for a part without being told. */
    @Test
    void tenantWhosePartComesLaterWaitsAloudAndAlone() {
        try (House house = new House()) {
            TenantDeclaration declaration = TenantDeclaration.of(OWN, Map.of(), Map.of(), "allidb.yaml:1")
                    .withParameters(Map.of("sstable.codec", "deflate"));
            StorageConfiguration wanted = house.platform().configuration().withDeclaredTenants(List.of(declaration));
            try (LogLines log = LogLines.listen();
                    StoragePlatform platform = reopened(house, wanted);
                    TenantStore own = platform.open(OWN);
                    TenantStore other = platform.open(House.TENANT)) {
                Await.until(
                        "it is said before anything is written",
                        () -> log.lines().stream()
                                .anyMatch(line -> line.contains(
                                        "tenant 'own' waits for codec 'deflate' (sstable.codec), which is not"
                                                + " installed: what is written stays in memory and in the log"
                                                + " until the bundle or jar that provides it is installed;"
                                                + " other tenants are not affected")));
                MissingComponent missing = platform.components().missing().getFirst();
                assertEquals("codec 'deflate'", missing.component() + " '" + missing.name() + "'");
                assertEquals(List.of("sstable.codec"), missing.parameters());
                assertEquals(List.of(OWN), missing.tenants());
                own.put("row", new byte[1_000]);
                assertThrows(ComponentMissingException.class, own::flush);
                assertEquals(1_000, own.get("row").orElseThrow().length);
                assertEquals(Set.of("none"), codecsAfterAFlush(other));
                platform.components().install(new DeflateCodec());
                assertEquals(List.of(), platform.components().missing());
                assertEquals(Set.of("deflate"), codecsAfterAFlush(own));
            }
        }
    }

    /** What is set in the file takes the place of all that the tenant had, and what the file leaves out stays. */
    @Test
    void declaredParametersAreSet() {
        try (House house = new House()) {
            StorageConfiguration before = house.platform().configuration();
            TenantDeclaration declaration =
                    TenantDeclaration.of(House.TENANT, Map.of("weight", "2"), Map.of(), "allidb.yaml:1");
            house.platform().update(House.TENANT, parameters("sstable.codec", "lz4"));
            house.platform().configure(before.withDeclaredTenants(List.of(declaration)));
            assertEquals(List.of(parameters("sstable.codec", "lz4").withWeight(2)), settings(house.platform()));
            house.platform()
                    .configure(before.withDeclaredTenants(
                            List.of(declaration.withParameters(Map.of("sstable.codec", "zstd")))));
            assertEquals(Set.of("zstd"), codecsAfterAFlush(house.store()));
            house.platform().configure(before.withDeclaredTenants(List.of(declaration.withParameters(Map.of()))));
            assertEquals(List.of(TenantSettings.DEFAULTS.withWeight(2)), settings(house.platform()));
        }
    }

    /** The parts of a merge or a flush read it each time: what needs a restart cannot be one tenant's. */
    @Test
    void allParametersOfTenantsAreLive() {
        StorageConfiguration.sections()
                .values()
                .forEach(section -> Options.parameters(section)
                        .forEach((key, parameter) -> assertTrue(parameter.live() || !parameter.perTenant(), key)));
        assertTrue(
                StorageConfiguration.tenantParameters().containsAll(List.of("compaction.strategy", "sstable.filter")));
    }

    private static StoragePlatform reopened(House house, StorageConfiguration wanted) {
        house.close();
        return house.builder().configuration(wanted).open();
    }

    private static TenantSettings parameters(String... pathsAndValues) {
        return TenantSettings.DEFAULTS.withParameters(
                pathsAndValues.length == 2
                        ? Map.of(pathsAndValues[0], pathsAndValues[1])
                        : Map.of(pathsAndValues[0], pathsAndValues[1], pathsAndValues[2], pathsAndValues[3]));
    }

    private static List<TenantSettings> settings(StoragePlatform platform) {
        return platform.tenants().stream().map(tenant -> tenant.settings()).toList();
    }

    private static void flushTwice(TenantStore store) {
        for (int i = 0; i < 2; i++) {
            store.put("row", new byte[1]);
            store.flush();
        }
        store.awaitQuiet();
    }

    private static Set<String> codecsAfterAFlush(TenantStore store) {
        store.put("row", new byte[1_000]);
        store.flush();
        return codecs(store);
    }

    private static Set<String> codecs(TenantStore store) {
        return store.tables().stream().map(TableInfo::codec).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isInUse(StoragePlatform platform, String strategy) {
        Components components = platform.components();
        return components.list().stream().anyMatch(part -> part.name().equals(strategy) && part.inUse());
    }

    private static void assertTells(String what, Exception told) {
        assertTrue(told.getMessage().contains(what), told.getMessage());
    }

    /** Counts how often it is asked about tables, and has no task. */
    private static final class CountingStrategy implements CompactionStrategy {

        private volatile int asked;

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public synchronized Optional<CompactionTask> propose(CompactionView view) {
            asked += view.tables().isEmpty() ? 0 : 1;
            return Optional.empty();
        }
    }
}
