package org.allidb.storage.demo.internal;

import java.util.List;
import java.util.concurrent.ExecutorService;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.text.Human;

/** The step that swaps strategies, codecs, a throttler and whole bundles under writes and reads. */
final class SwapStep implements Step {

    private static final TenantId LIVE = TenantId.of("live");
    private static final List<String> BUNDLES =
            List.of("org.allidb.storage.compaction", "org.allidb.storage.codec.lz4", "org.allidb.storage.codec.zstd");
    private static final int THREADS = 2;

    private final StoragePlatform platform;
    private final ExecutorService threads;
    private final BundleUpdates bundles;
    private final long operationsBetween;

    SwapStep(StoragePlatform platform, ExecutorService threads, BundleUpdates bundles, long operationsBetween) {
        this.platform = platform;
        this.threads = threads;
        this.bundles = bundles;
        this.operationsBetween = operationsBetween;
    }

    @Override
    public String title() {
        return "parts swapped while writes and reads go on";
    }

    @Override
    public void run(Stage stage) throws Exception {
        var original = platform.configuration();
        try (TenantStore store = platform.openOrCreate(LIVE)) {
            Traffic traffic = Traffic.start(store, threads, THREADS);
            try {
                for (String strategy : List.of("leveled", "time-window", "size-tiered")) {
                    configure("compaction.strategy", strategy);
                    letPass(stage, traffic, store, "strategy '" + strategy + "'");
                }
                for (String codec : List.of("lz4", "zstd", "none")) {
                    configure("sstable.codec", codec);
                    letPass(stage, traffic, store, "codec '" + codec + "'");
                    List<String> codecs =
                            store.tables().stream().map(TableInfo::codec).toList();
                    stage.check(codecs.contains(codec), "tables are written with '" + codec + "'");
                }
                swapThrottler(stage, traffic, store);
                for (String bundle : BUNDLES) {
                    String version = bundles.update(bundle);
                    letPass(stage, traffic, store, "bundle " + bundle + " " + version + " updated");
                }
            } finally {
                platform.configure(original);
                traffic.stop();
            }
            stage.check(
                    traffic.failures() == 0,
                    "operations that failed: " + traffic.failures() + " of " + Human.count(traffic.operations())
                            + (traffic.failures() == 0 ? "" : " (" + traffic.firstFailure() + ")"));
            long missing = traffic.missing();
            stage.check(missing == 0, "every acknowledged row is there");
        }
    }

    private void swapThrottler(Stage stage, Traffic traffic, TenantStore store) throws InterruptedException {
        CountingThrottlerProvider throttler = new CountingThrottlerProvider();
        platform.components().install(throttler);
        configure("compaction.throttler", CountingThrottlerProvider.NAME);
        letPass(stage, traffic, store, "throttler '" + throttler.name() + "', brought along by this demo");
        store.compact();
        stage.check(throttler.bytesPassed() > 0, Human.bytes(throttler.bytesPassed()) + " of merges went through it");
        configure("compaction.throttler", "token-bucket");
        platform.components().remove(throttler);
    }

    private void configure(String path, String value) {
        platform.configure(platform.configuration().with(path, value));
    }

    private void letPass(Stage stage, Traffic traffic, TenantStore store, String what) throws InterruptedException {
        long before = traffic.operations();
        traffic.awaitMore(operationsBetween);
        store.flush();
        stage.say("→ " + what + ": " + Human.count(traffic.operations() - before) + " operations");
    }
}
