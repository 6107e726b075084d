package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import javax.inject.Inject;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.spi.tenant.QuotaUse;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Services and bundles come and go while rows are written and read: no operation fails, no row is lost. */
@RunWith(PaxExam.class)
public class SwapUnderLoadTest {

    private static final long OPERATIONS = 5_000;

    @Inject
    private BundleContext context;

    @Inject
    private StoragePlatform platform;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(SwapUnderLoadTest.class);
        return Container.of(SwapUnderLoadTest.class);
    }

    @Test
    public void strategyServiceIsSwapped() throws Exception {
        LongAdder asked = new LongAdder();
        CompactionStrategy counting = new CompactionStrategy() {
            @Override
            public String name() {
                return "counting";
            }

            @Override
            public java.util.Optional<CompactionTask> propose(CompactionView view) {
                asked.increment();
                return java.util.Optional.empty();
            }
        };
        underLoad("strategy", load -> {
            ServiceRegistration<?> registration = register(CompactionStrategy.class, counting);
            configure("compaction.strategy", "counting");
            load.awaitMore(OPERATIONS);
            load.store().flush();
            load.awaitMore(OPERATIONS);
            configure("compaction.strategy", "leveled");
            registration.unregister();
            load.awaitMore(OPERATIONS);
            load.store().flush();
            configure("compaction.strategy", "size-tiered");
        });
        assertTrue("the strategy was never asked", asked.sum() > 0);
    }

    @Test
    public void codecAndFilterServicesAreSwappedAndTheirTablesStayReadable() throws Exception {
        Codec deflate = new DeflateCodec();
        EvenFilter even = new EvenFilter();
        underLoad("codec", load -> {
            ServiceRegistration<?> registration = register(Codec.class, deflate);
            ServiceRegistration<?> filter = register(FilterProvider.class, even);
            configure("sstable.codec", deflate.name());
            configure("sstable.filter", even.name());
            load.awaitMore(OPERATIONS);
            load.store().flush();
            List<String> codecs =
                    load.store().tables().stream().map(TableInfo::codec).toList();
            assertTrue(codecs.toString(), codecs.contains(deflate.name()));
            configure("sstable.codec", "zstd");
            configure("sstable.filter", "fuse");
            load.awaitMore(OPERATIONS);
            load.store().flush();
            registration.unregister();
            filter.unregister();
            load.awaitMore(OPERATIONS);
            configure("sstable.codec", "none");
            configure("sstable.filter", "bloom");
        });
        assertTrue("the filter was never built", even.built.sum() > 0);
        assertTrue("the filter was never asked", even.asked.sum() > 0);
    }

    @Test
    public void throttlerServiceIsSwapped() throws Exception {
        CountingThrottler throttler = new CountingThrottler();
        underLoad("throttler", load -> {
            ServiceRegistration<?> registration = register(ThrottlerProvider.class, throttler);
            configure("compaction.throttler", throttler.name());
            load.awaitMore(OPERATIONS);
            load.store().flush();
            load.awaitMore(OPERATIONS);
            load.store().flush();
            load.store().compact();
            configure("compaction.throttler", "token-bucket");
            registration.unregister();
            load.awaitMore(OPERATIONS);
        });
        assertTrue("no byte went through the throttler", throttler.bytes.sum() > 0);
    }

    @Test
    public void policyServiceIsSwappedAndUsageStays() throws Exception {
        LongAdder asked = new LongAdder();
        QuotaPolicy mild = new QuotaPolicy() {
            @Override
            public String name() {
                return "mild";
            }

            @Override
            public Step step(Step before, QuotaUse disk) {
                asked.increment();
                return Step.FREE;
            }

            @Override
            public boolean isNearlyUsedUp(boolean before, QuotaUse use) {
                return false;
            }
        };
        underLoad("policy", load -> {
            TenantId tenant = TenantId.of("policy");
            platform.update(tenant, TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(1L << 30)));
            ServiceRegistration<?> registration = register(QuotaPolicy.class, mild);
            configure("tenants.policy", "mild");
            load.awaitMore(OPERATIONS);
            load.store().flush();
            long used = platform.usage(tenant).diskBytes();
            assertTrue("nothing is used", used > 0);
            configure("tenants.policy", "ladder");
            registration.unregister();
            assertTrue("what was counted is lost", platform.usage(tenant).diskBytes() >= used);
            load.awaitMore(OPERATIONS);
        });
        assertTrue("the policy was never asked", asked.sum() > 0);
    }

    @Test
    public void componentBundleThatIsStoppedIsHeldUntilItIsBack() throws Exception {
        underLoad("stopped", load -> {
            Bundle compaction = Bundles.named(context, "compaction");
            compaction.stop();
            load.awaitMore(OPERATIONS);
            load.store().flush();
            compaction.start();
            load.awaitMore(OPERATIONS);
            load.store().compact();
        });
    }

    /** What is swapped under load. */
    private interface Swaps {
        void under(Load load) throws Exception;
    }

    private void underLoad(String tenant, Swaps swaps) throws Exception {
        try (TenantStore store = platform.openOrCreate(TenantId.of(tenant))) {
            Load load = new Load(store);
            try {
                swaps.under(load);
            } finally {
                load.stop();
            }
            assertEquals("failed operations", List.of(), load.failures());
            assertEquals("lost rows", 0, load.missing());
        }
    }

    private void configure(String path, String value) {
        platform.configure(platform.configuration().with(path, value));
    }

    private <P extends Provider> ServiceRegistration<P> register(Class<P> type, P provider) {
        Dictionary<String, Object> properties = new Hashtable<>();
        return context.registerService(type, provider, properties);
    }

    /** Counts what passes. */
    private static final class CountingThrottler implements ThrottlerProvider {

        private final LongAdder bytes = new LongAdder();

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public Throttler create(ThrottleLimits limits, StorageClock clock) {
            return new Throttler() {
                @Override
                public void acquire(int count, int operations) {
                    bytes.add(count);
                }

                @Override
                public void setLimits(ThrottleLimits newLimits) {
                    // there are none
                }

                @Override
                public ThrottleLimits limits() {
                    return limits;
                }
            };
        }
    }
}
