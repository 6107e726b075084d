package org.allidb.storage.itests;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarFile;
import javax.inject.Inject;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;

/** A jar that knows nothing of OSGi, dropped into the folder, is a strategy that works; deleted, it is gone. */
@RunWith(PaxExam.class)
public class PlainJarPluginTest {

    private static final String STRATEGY = "oldest-first";

    @Inject
    private StoragePlatform platform;

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(PlainJarPluginTest.class);
        return Container.of(PlainJarPluginTest.class);
    }

    @Test
    public void strategyOfAPlainJarMergesTables() throws Exception {
        Path plugin = Container.example("strategy-plugin");
        try (JarFile jar = new JarFile(plugin.toFile())) {
            assertFalse(
                    "it must be no bundle",
                    jar.getManifest().getMainAttributes().containsKey("Bundle-SymbolicName"));
        }
        Path deployed = Path.of(context.getProperty("felix.fileinstall.dir"), "largest-strategy-1.2.3.jar");
        Path half = deployed.resolveSibling("half");
        Files.copy(plugin, half);
        Files.move(half, deployed, StandardCopyOption.ATOMIC_MOVE);
        Eventually.holds("the plugin is there", () -> strategies().contains(STRATEGY));

        platform.configure(platform.configuration().with("compaction.strategy", STRATEGY));
        try (TenantStore store = platform.openOrCreate(TenantId.of("plugged"))) {
            for (int table = 0; table < 4; table++) {
                store.put("row", new byte[] {(byte) table});
                store.flush();
            }
            store.awaitQuiet();
            assertTrue("its merge was made: " + store.tables(), store.tables().size() == 1);
            assertTrue(store.get("row").orElseThrow()[0] == 3);
        }
        platform.configure(platform.configuration().with("compaction.strategy", "size-tiered"));
        Files.delete(deployed);
        Eventually.holds("the plugin is gone", () -> !strategies().contains(STRATEGY));
    }

    private List<String> strategies() {
        return platform.components().list().stream()
                .filter(info -> info.component().equals("strategy"))
                .map(info -> info.name())
                .toList();
    }
}
