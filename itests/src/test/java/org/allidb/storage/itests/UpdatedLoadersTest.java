package org.allidb.storage.itests;

import static org.junit.Assert.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.inject.Inject;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;

/** What was updated is not kept in memory: not by the threads that used it, and not by what was updated after it. */
@RunWith(PaxExam.class)
public class UpdatedLoadersTest {

    private static final int ROUNDS = 3;
    /** The engine last: it opens the directory again with all that is new. */
    private static final List<String> BUNDLES = List.of(
            "codec.lz4", "codec.zstd", "compaction", "config", "memtable", "sstable", "tenant", "vfs", "wal", "engine");

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(UpdatedLoadersTest.class);
        return Container.of(UpdatedLoadersTest.class);
    }

    @Test
    public void updatedBundlesLeaveNoClassLoaderBehind() throws Exception {
        Map<String, List<WeakReference<ClassLoader>>> replaced = new LinkedHashMap<>();
        try (ExecutorService pooled = Executors.newSingleThreadExecutor()) {
            pooled.submit(this::use).get();
            for (int round = 0; round < ROUNDS; round++) {
                for (String name : BUNDLES) {
                    Bundle bundle = Bundles.named(context, name);
                    replaced.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(new WeakReference<>(
                                    bundle.adapt(BundleWiring.class).getClassLoader()));
                    bundle.update();
                }
                pooled.submit(this::use).get();
            }
            // what is closed in the background keeps its loader until it is done
            Eventually.becomes("class loaders of updated bundles", Map.of(), () -> {
                System.gc();
                return left(replaced);
            });
        }
    }

    private Void use() throws Exception {
        StoragePlatform platform = Bundles.platform(context);
        for (String codec : List.of("lz4", "zstd")) {
            platform.configure(platform.configuration().with("sstable.codec", codec));
            try (TenantStore store = platform.openOrCreate(TenantId.of("used"))) {
                for (int i = 0; i < 200; i++) {
                    store.put("row " + i, new byte[100]);
                }
                store.flush();
                assertTrue(store.get("row 7").isPresent());
                try (Cursor cursor = store.scan(ScanRequest.all())) {
                    while (cursor.next()) {
                        cursor.row();
                    }
                }
            }
        }
        return null;
    }

    private static Map<String, Long> left(Map<String, List<WeakReference<ClassLoader>>> replaced) {
        Map<String, Long> left = new LinkedHashMap<>();
        replaced.forEach((name, loaders) -> {
            long count =
                    loaders.stream().filter(loader -> !loader.refersTo(null)).count();
            if (count > 0) {
                left.put(name, count);
            }
        });
        return left;
    }
}
