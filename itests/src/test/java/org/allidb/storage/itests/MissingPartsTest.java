package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.util.Hashtable;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
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

/** The file names a strategy whose bundle is not there: the storage starts, and says what stands in. */
@RunWith(PaxExam.class)
public class MissingPartsTest {

    private static final long PATIENCE_SECONDS = 60;

    @Inject
    private StoragePlatform platform;

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(MissingPartsTest.class);
        Files.writeString(
                Container.scratch(MissingPartsTest.class).resolve("allidb.yaml"),
                "storage:\n  compaction:\n    strategy: later\n    check_interval_ms: 100\n");
        return Container.of(MissingPartsTest.class);
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
            Waiting low = new Waiting();
            Waiting high = new Waiting();
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

        private volatile CountDownLatch asked = new CountDownLatch(1);

        @Override
        public String name() {
            return "later";
        }

        @Override
        public Optional<CompactionTask> propose(CompactionView view) {
            asked.countDown();
            return Optional.empty();
        }
    }
}
