package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.inject.Inject;
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
import org.osgi.framework.ServiceReference;

/** A bundle that has nothing to do with the storage is dropped into the folder: the storage is not reopened. */
@RunWith(PaxExam.class)
public class DroppedBundleTest {

    private static final String NAME = "unrelated";
    /** A package that bundles of the container import if it is there. */
    private static final String WANTED = "org.osgi.service.event";

    @Inject
    private BundleContext context;

    @Inject
    private StoragePlatform platform;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(DroppedBundleTest.class);
        return Container.of(DroppedBundleTest.class);
    }

    @Test
    public void storageIsNotReopened() throws Exception {
        ServiceReference<StoragePlatform> before = context.getServiceReference(StoragePlatform.class);
        try (TenantStore store = platform.openOrCreate(TenantId.of("quiet"))) {
            Path half = Path.of(context.getProperty("felix.fileinstall.dir"), "half");
            jar(half);
            Files.move(half, half.resolveSibling(NAME + ".jar"), StandardCopyOption.ATOMIC_MOVE);
            // what is to be refreshed is refreshed before it is started
            Eventually.holds(
                    "the bundle is started",
                    () -> Arrays.stream(context.getBundles())
                            .anyMatch(bundle ->
                                    NAME.equals(bundle.getSymbolicName()) && bundle.getState() == Bundle.ACTIVE));
            store.put("row", new byte[] {1});
            assertEquals(1, store.get("row").orElseThrow()[0]);
        }
        assertSame(before, context.getServiceReference(StoragePlatform.class));
    }

    private static void jar(Path file) throws IOException {
        Manifest manifest = new Manifest();
        Map.of(
                        "Manifest-Version", "1.0",
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", NAME,
                        "Bundle-Version", "1.0.0",
                        "Export-Package", WANTED + ";version=1.4.1")
                .forEach((key, value) -> manifest.getMainAttributes().put(new Attributes.Name(key), value));
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new JarEntry(WANTED.replace('.', '/') + "/readme.txt"));
            jar.write("a package needs something in it".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            jar.closeEntry();
        }
    }
}
