package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A configuration is checked before anything changes, and what needs a restart is not in force before one. */
class ConfigureTest {

    private static final byte[] VALUE = {1};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "engine.vfs",
                "engine.runtime",
                "wal.provider",
                "memtable.provider",
                "sstable.provider",
                "sstable.codec",
                "sstable.bottom_codec",
                "compaction.strategy",
                "compaction.executor",
                "compaction.scheduler",
                "compaction.throttler",
                "tenants.guard"
            })
    void nameOfNoProviderIsRefusedAndNothingChanges(String path) {
        try (House house = new House()) {
            StorageConfiguration before = house.platform().configuration();
            ComponentMissingException told = assertThrows(
                    ComponentMissingException.class,
                    () -> house.platform().configure(before.with(path, "typo").with("compaction.max_iops", "77")));
            assertTrue(
                    told.getMessage()
                            .startsWith(path
                                    + " = typo is refused, and the configuration before it stays in force:"
                                    + " there is no "),
                    told.getMessage());
            assertTrue(told.getMessage().contains("Installed: "), told.getMessage());
            assertEquals(before, house.platform().configuration());
            house.store().put("row", VALUE);
            house.store().compact();
            assertTrue(house.store().get("row").isPresent());
        }
    }

    /** A name that came with the file is refused at once, not by the first flush. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "memtable.provider",
                "sstable.codec",
                "sstable.bottom_codec",
                "compaction.executor",
                "compaction.scheduler",
                "tenants.guard"
            })
    void directoryIsNotOpenedWithANameOfNoProvider(String path) {
        ComponentMissingException told = assertThrows(
                ComponentMissingException.class, () -> new House((operation, name) -> {}, Map.of(path, "typo")));
        assertTrue(told.getMessage().startsWith("there is no "), told.getMessage());
        assertTrue(told.getMessage().contains("'typo'; install the bundle or jar that provides it"), told.getMessage());
    }

    @Test
    void missingStrategyAndThrottlerDoNotStopAStart() {
        Map<String, Object> settings = Map.of(
                "compaction.strategy",
                "later",
                "compaction.throttler",
                "later",
                "compaction.enabled",
                true,
                "compaction.min_size_mb",
                0,
                "compaction.size_tier_threshold",
                2);
        try (House house = new House((operation, name) -> {}, settings)) {
            for (int table = 0; table < 2; table++) {
                house.store().put("row", VALUE);
                house.store().flush();
            }
            house.store().awaitQuiet();
            assertEquals(1, house.store().tables().size(), "size-tiered has merged them");
            List<String> asked = new CopyOnWriteArrayList<>();
            house.platform().components().install(new CompactionStrategy() {
                @Override
                public String name() {
                    return "later";
                }

                @Override
                public Optional<CompactionTask> propose(CompactionView view) {
                    asked.add("asked");
                    return Optional.empty();
                }
            });
            house.store().put("row", VALUE);
            house.store().flush();
            house.store().awaitQuiet();
            assertTrue(asked.contains("asked"), "it is used as soon as it is there");
        }
    }

    @Test
    void providerThatNeedsARestartIsNotUsedBeforeOne() {
        HalfwayMemtables others = new HalfwayMemtables();
        try (House house = new House()) {
            house.platform().components().install(others);
            StorageConfiguration wanted =
                    house.platform().configuration().with("memtable.provider", HalfwayMemtables.NAME);
            assertEquals(List.of("memtable.provider"), house.platform().configure(wanted));
            house.store().put("row", VALUE);
            house.store().flush();
            house.store().put("row", VALUE);
            house.store().flush();
            assertEquals(0, others.made);
            assertEquals(wanted, house.platform().configuration());
            assertEquals(List.of(), house.platform().configure(wanted.with("compaction.max_iops", "77")), "told once");
        }
    }

    @Test
    void successorOfTheProviderInUseIsTakenUpAtOnce() {
        HalfwayMemtables successor = new HalfwayMemtables();
        try (House house = new House()) {
            house.platform().components().install(new MemtableProvider() {
                @Override
                public String name() {
                    return "btree";
                }

                @Override
                public Memtable create() {
                    return successor.create();
                }
            });
            house.store().put("row", VALUE);
            house.store().flush();
            assertTrue(successor.made > 0, "the provider named btree that was installed last makes the memtables");
            assertTrue(house.store().get("row").isPresent());
        }
    }
}
