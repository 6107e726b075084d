package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import javax.inject.Inject;
import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.config.StorageConfiguration;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;

/**
 * What the archetype generates, as it was built: a jar that is dropped into the folder, a bundle or one that knows nothing of
 * OSGi, is a part that works; deleted, it is gone.
 */
@RunWith(PaxExam.class)
public class GeneratedPluginsTest {

    @Inject
    private StoragePlatform platform;

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(GeneratedPluginsTest.class);
        return Container.of(GeneratedPluginsTest.class);
    }

    @Test
    public void aDroppedJarWorksUntilItIsDeleted() throws Exception {
        work("bundle", "acme-strategy-bundle", "acme-codec-bundle", "acme-throttler-bundle", "acme-filter-bundle");
        work("jar", "acme-strategy-jar", "indigo-codec", "acme-throttler-jar", "acme-filter-jar");
    }

    private void work(String form, String strategy, String codec, String throttler, String filter) throws Exception {
        List<String> names = List.of(strategy, codec, throttler, filter);
        List<Path> dropped = new ArrayList<>();
        for (String kind : List.of("strategy", "codec", "throttler", "filter")) {
            dropped.add(drop(kind + "-" + form));
        }
        Eventually.becomes("they are there", new TreeSet<>(names), () -> those(names, info -> true));
        assertTrue("the codec comes from a bundle", isInstalled("codec-" + form));

        StorageConfiguration before = platform.configuration();
        platform.configure(before.with("compaction.strategy", strategy)
                .with("sstable.codec", codec)
                .with("compaction.throttler", throttler)
                .with("sstable.filter", filter));
        assertEquals(new TreeSet<>(names), those(names, ComponentInfo::inUse));
        TenantId tenant = TenantId.of("plugged");
        try (TenantStore store = platform.openOrCreate(tenant)) {
            for (int table = 0; table < 4; table++) {
                store.put("row", new byte[] {(byte) table});
                store.flush();
                if (table == 0) {
                    assertEquals(
                            List.of(codec),
                            store.tables().stream().map(TableInfo::codec).toList());
                }
            }
            store.awaitQuiet();
            assertEquals(
                    "its merge was made: " + store.tables(), 1, store.tables().size());
            assertEquals(3, store.get("row").orElseThrow()[0]);
        }
        platform.drop(tenant);
        platform.configure(before);
        for (Path jar : dropped) {
            Files.delete(jar);
        }
        // a codec and a filter stay, because tables of tenants that are closed may need them
        Eventually.becomes("they are gone", new TreeSet<>(List.of(codec, filter)), () -> those(names, info -> true));
        Eventually.holds("its bundle is gone", () -> !isInstalled("codec-" + form));
    }

    private boolean isInstalled(String combination) {
        return Arrays.stream(context.getBundles())
                .anyMatch(bundle -> bundle.getLocation().contains(combination));
    }

    private Path drop(String combination) throws Exception {
        Path built = Container.generated(combination);
        try (JarFile jar = new JarFile(built.toFile())) {
            assertEquals(
                    built + " is a bundle",
                    combination.endsWith("-bundle"),
                    jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName") != null);
        }
        Path deployed = Path.of(context.getProperty("felix.fileinstall.dir"), combination + "-1.2.3.jar");
        Path half = deployed.resolveSibling("half");
        Files.copy(built, half);
        return Files.move(half, deployed, StandardCopyOption.ATOMIC_MOVE);
    }

    private TreeSet<String> those(List<String> names, Predicate<ComponentInfo> which) {
        TreeSet<String> those = new TreeSet<>();
        platform.components().list().stream()
                .filter(info -> names.contains(info.name()))
                .filter(which)
                .forEach(info -> those.add(info.name()));
        return those;
    }
}
