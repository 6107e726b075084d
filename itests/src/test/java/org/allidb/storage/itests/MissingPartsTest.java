package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/** The file names parts whose bundles are not there: the storage starts, and says what stands in and what waits. */
@RunWith(PaxExam.class)
public class MissingPartsTest {

    private static final long PATIENCE_SECONDS = 60;

    private static final String FILE = """
        storage:
          compaction:
            strategy: later
            check_interval_ms: 100
          tenants:
            declared:
              waiting:
                parameters: {sstable.codec: deflate}
        """;

    @Inject
    private StoragePlatform platform;

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(MissingPartsTest.class);
        Files.writeString(file(), FILE);
        return Container.of(MissingPartsTest.class);
    }

    private static Path file() {
        return Container.scratch(MissingPartsTest.class).resolve("allidb.yaml");
    }

    @Test
    public void tenantOfTheFileWaitsForItsCodecAlone() throws Exception {
        TenantId waiting = TenantId.of("waiting");
        try (TenantStore store = platform.open(waiting);
                TenantStore other = platform.openOrCreate(TenantId.of("other"))) {
            assertEquals(
                    "it is said what is missing, and to whom",
                    List.of("codec deflate [waiting]"),
                    platform.components().missing().stream()
                            .filter(part -> part.tenants().contains(waiting))
                            .map(part -> part.component() + " " + part.name() + " " + part.tenants())
                            .toList());
            store.put("row", new byte[] {1});
            assertThrows(ComponentMissingException.class, store::flush);
            other.put("row", new byte[] {1});
            other.flush();
            assertEquals(1, other.tables().size());
            ServiceRegistration<Codec> registered = context.registerService(Codec.class, new DeflateCodec(), null);
            Eventually.holds(
                    "nothing is missing",
                    () -> platform.components().missing().stream()
                            .noneMatch(part -> part.tenants().contains(waiting)));
            store.flush();
            assertEquals("deflate", store.tables().getFirst().codec());
            registered.unregister();
        }
    }

    @Test
    public void changeOfTheFileThatNamesAPartIsRefusedAloudUntilThePartComes() throws Exception {
        TenantId late = TenantId.of("late");
        try (LogLines log = new LogLines()) {
            Files.writeString(file(), FILE + "      late:\n        parameters: {compaction.strategy: still-later}\n");
            Eventually.holds(
                    "the log says what is refused",
                    () -> log.contains("storage.tenants.declared.late.parameters: compaction.strategy = still-later is"
                            + " refused, and the settings of the tenant stay as they are: there is no strategy"
                            + " 'still-later'; install the bundle or jar that provides it"));
            assertFalse(isThere(late));
            Waiting strategy = new Waiting("still-later");
            register(strategy, 0);
            Eventually.holds("the tenant is created", () -> isThere(late));
            try (TenantStore store = platform.open(late)) {
                store.put("row", new byte[] {1});
                store.flush();
                assertTrue("it is asked", strategy.asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
        } finally {
            Files.writeString(file(), FILE);
        }
    }

    private boolean isThere(TenantId id) {
        return platform.tenants().stream().anyMatch(tenant -> tenant.id().equals(id));
    }

    @Test
    public void storageStartsAndUsesTheStrategyWhenItComes() throws Exception {
        assertEquals("later", platform.configuration().compaction().strategy());
        try (LogLines log = new LogLines();
                TenantStore store = platform.openOrCreate(TenantId.of("early"))) {
            store.put("row", new byte[] {1});
            store.flush();
            store.compact();
            Eventually.holds(
                    "the log says what stands in",
                    () -> log.contains("there is no compaction strategy 'later'; 'size-tiered' takes over until"));
            Waiting low = new Waiting("later");
            Waiting high = new Waiting("later");
            register(high, 10);
            assertTrue("it is asked", high.asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
            register(low, 0);
            high.asked = new CountDownLatch(1);
            assertTrue("it is still asked", high.asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertEquals("one of a lower service.ranking is not", 1, low.asked.getCount());
        }
    }

    private void register(CompactionStrategy strategy, int ranking) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_RANKING, ranking);
        context.registerService(CompactionStrategy.class, strategy, properties);
    }

    private static final class Waiting implements CompactionStrategy {

        private final String name;
        private volatile CountDownLatch asked = new CountDownLatch(1);

        private Waiting(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Optional<CompactionTask> propose(CompactionView view) {
            asked.countDown();
            return Optional.empty();
        }
    }
}
