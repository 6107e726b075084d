package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.filter.KeyFilter;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.Test;

/** The filter of tables is chosen, replaced and missed while the platform runs. */
class FiltersTest {

    private static final String NAME = "counted";

    /** The built-in filter {@code fuse} under another name, with a count of what it is asked. */
    private static final class Counted implements FilterProvider {

        private final FilterProvider fuse = ServiceLoader.load(FilterProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("fuse"))
                .findFirst()
                .orElseThrow();
        private final AtomicInteger built = new AtomicInteger();
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public long maxBytes(int keys, int bitsPerKey) {
            return fuse.maxBytes(keys, bitsPerKey);
        }

        @Override
        public double falsePositives(int bitsPerKey) {
            return fuse.falsePositives(bitsPerKey);
        }

        @Override
        public byte[] build(long[] hashes, int count, int bitsPerKey) {
            built.incrementAndGet();
            return fuse.build(hashes, count, bitsPerKey);
        }

        @Override
        public KeyFilter read(byte[] bytes) {
            KeyFilter filter = fuse.read(bytes);
            return hash -> {
                asked.incrementAndGet();
                return filter.mayContain(hash);
            };
        }
    }

    @Test
    void filterIsChosenWhileThePlatformRuns() {
        Counted counted = new Counted();
        try (House house = new House((operation, name) -> {}, Map.of(), counted)) {
            flush(house, "a");
            assertEquals(0, counted.built.get());
            assertEquals(List.of(), configure(house, NAME), "no restart is needed");
            flush(house, "b");
            assertEquals(1, counted.built.get());
            configure(house, "fuse");
            flush(house, "c");
            assertEquals(1, counted.built.get());
            assertReads(house, "a", "b", "c");
            house.store().compact();
            assertReads(house, "a", "b", "c");
        }
    }

    @Test
    void filterThatIsNotInstalledIsRefusedWhenItIsConfigured() {
        try (House house = new House()) {
            ComponentMissingException refused =
                    assertThrows(ComponentMissingException.class, () -> configure(house, NAME));
            assertTrue(
                    refused.getMessage()
                            .startsWith("sstable.filter = counted is refused, and the configuration before it stays in"
                                    + " force: there is no filter 'counted'; install the bundle or jar that"
                                    + " provides it"),
                    refused.getMessage());
        }
    }

    @Test
    void filterThatIsMissingStopsNoStartAndNoRead() {
        Counted counted = new Counted();
        try (House house = new House((operation, name) -> {}, Map.of("sstable.filter", NAME), counted)) {
            flush(house, "a");
            assertEquals(1, counted.built.get());
            List<String> failures = new CopyOnWriteArrayList<>();
            house.withoutProviders();
            house.platform().subscribe(event -> {
                if (event.type() == StorageEvent.Type.FAILURE) {
                    failures.add(event.message());
                }
            });
            assertReads(house, "a");
            flush(house, "b");
            assertReads(house, "a", "b");
            Await.until("a report of the missing filter", () -> !failures.isEmpty());
            assertEquals(1, failures.size(), "it is said once: " + failures);
            assertTrue(
                    failures.getFirst()
                            .endsWith(
                                    ". 'bloom' takes over for new tables until it is there, and tables that have it are"
                                            + " read without a filter, which is slower"),
                    failures.getFirst());
            house.platform().components().install(counted);
            int before = counted.asked.get();
            assertReads(house, "a", "b");
            assertTrue(counted.asked.get() > before, "tables that were open are read with it");
            flush(house, "c");
            assertEquals(2, counted.built.get());
        }
    }

    /** Nothing of a bundle that was updated may stay in use, be it configured or not. */
    @Test
    void openTablesAreReadWithTheSuccessorOfTheirFilter() {
        Counted first = new Counted();
        Counted second = new Counted();
        try (House house = new House((operation, name) -> {}, Map.of("sstable.filter", NAME), first)) {
            flush(house, "a");
            configure(house, "bloom");
            assertReads(house, "a");
            house.platform().components().remove(first);
            house.platform().components().install(second);
            int asked = first.asked.get();
            assertReads(house, "a");
            assertEquals(asked, first.asked.get());
            assertTrue(second.asked.get() > 0);
        }
    }

    private static void flush(House house, String row) {
        for (int i = 0; i < 20; i++) {
            house.store().put(row + i, House.bytes(row + i));
        }
        house.store().flush();
    }

    private static void assertReads(House house, String... rows) {
        for (String row : rows) {
            for (int i = 0; i < 20; i++) {
                assertEquals(row + i, House.text(house.store().get(row + i).orElseThrow()));
            }
            assertTrue(house.store().get(row + "-not-there").isEmpty());
        }
    }

    private static List<String> configure(House house, String filter) {
        return house.platform().configure(house.platform().configuration().with("sstable.filter", filter));
    }
}
