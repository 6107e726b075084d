package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;

/**
 * The engine's bundle is updated, set back to an older version, restarted and installed anew in the middle of writes: clear
 * errors, and nothing acknowledged is lost. {@code -Dallidb.soak=N} repeats it N times and prints how long it was away.
 */
@RunWith(PaxExam.class)
public class StopEngineTest {

    private static final String TENANT = "interrupted";
    private static final long OPERATIONS = 500;
    private static final List<BundleChange> CHANGES = List.of(BundleChange.values());
    private static final int ROUNDS = CHANGES.size() * Integer.getInteger("allidb.soak", 1);

    private final List<Long> away = new ArrayList<>();

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(StopEngineTest.class);
        return Container.of(StopEngineTest.class);
    }

    @Test
    public void changedWhileWritingLosesNothing() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            BundleChange change = CHANGES.get(round % CHANGES.size());
            TenantId tenant = TenantId.of(TENANT + "-" + round);
            Load load = new Load(Bundles.platform(context).openOrCreate(tenant), WriteOptions.SYNC);
            load.awaitMore(OPERATIONS);
            long start = System.nanoTime();
            change.make(context, Bundles.named(context, "engine"));
            load.awaitFailures();
            StoragePlatform platform = Bundles.platform(context);
            away.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            assertEquals("both writers were told", 2, load.failures().size());
            for (Throwable told : load.failures()) {
                assertTrue(told.toString(), told instanceof StoreClosedException);
                assertTrue(told.getMessage(), told.getMessage().contains("closed"));
            }
            try (TenantStore again = platform.open(tenant)) {
                assertTrue(load.acknowledged() > 0);
                assertEquals("lost rows", 0, load.missing(again));
            }
            platform.drop(tenant);
        }
        if (ROUNDS > CHANGES.size()) {
            away.sort(null);
            System.out.println(
                    "the engine was away, in ms: median " + away.get(away.size() / 2) + ", longest " + away.getLast());
        }
    }
}
