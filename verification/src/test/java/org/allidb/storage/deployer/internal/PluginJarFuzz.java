package org.allidb.storage.deployer.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.params.provider.MethodSource;

/** Jars that are dropped into the container. */
class PluginJarFuzz {

    static Stream<byte[]> seeds() throws IOException {
        return Stream.of(jar(ZipEntry.DEFLATED), jar(ZipEntry.STORED));
    }

    private static byte[] jar(int method) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            ZipEntry entry = new ZipEntry("META-INF/services/org.allidb.storage.spi.codec.Codec");
            entry.setMethod(method);
            entry.setSize(3);
            entry.setCompressedSize(method == ZipEntry.STORED ? 3 : -1);
            entry.setCrc(0x352441C2L);
            jar.putNextEntry(entry);
            jar.write(new byte[] {'a', 'b', 'c'});
        }
        return bytes.toByteArray();
    }

    @MethodSource("seeds")
    @FuzzTest
    void jarIsRefusedOrBecomesABundle(byte[] bytes) throws IOException {
        byte[] bundle;
        try {
            bundle = PluginJar.toBundle("plugin-1.2.jar", new ByteArrayInputStream(bytes))
                    .readAllBytes();
        } catch (IOException e) {
            return;
        }
        try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(bundle))) {
            assertNotNull(jar.getManifest());
            assertEquals("plugin", jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"));
            for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                jar.readAllBytes();
            }
        }
    }
}
