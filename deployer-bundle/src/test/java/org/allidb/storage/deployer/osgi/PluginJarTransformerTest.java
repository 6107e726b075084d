package org.allidb.storage.deployer.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginJarTransformerTest {

    private static final String SERVICE = "META-INF/services/org.allidb.storage.spi.codec.Codec";

    @TempDir
    Path folder;

    private final PluginUrlHandler handler = new PluginUrlHandler();
    private final PluginJarTransformer transformer = new PluginJarTransformer(handler);

    @Test
    void pluginsAreHandledAndOtherFilesAreNot() throws IOException {
        assertTrue(transformer.canHandle(jar("plugin.jar", SERVICE).toFile()));
        assertFalse(transformer.canHandle(jar("other.jar", "a.txt").toFile()));
        assertFalse(transformer.canHandle(jar("plugin.zip", SERVICE).toFile()));
        assertFalse(transformer.canHandle(folder.resolve("missing.jar").toFile()));
    }

    @Test
    void aHalfCopiedJarWaitsForItsOtherHalf() throws IOException {
        byte[] whole = Files.readAllBytes(jar("whole.jar", SERVICE));
        Path half = folder.resolve("half.jar");
        Files.write(half, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertFalse(transformer.canHandle(half.toFile()));
        Files.write(half, whole);
        assertTrue(transformer.canHandle(half.toFile()));
    }

    @Test
    void theAddressOpensTheJarAsABundle() throws IOException {
        Path jar = jar("my codec-1.5.jar", SERVICE);
        try (JarInputStream bundle = new JarInputStream(open(jar))) {
            assertEquals("my_codec", bundle.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"));
            assertEquals("1.5", bundle.getManifest().getMainAttributes().getValue("Bundle-Version"));
            assertEquals(SERVICE, bundle.getNextJarEntry().getName());
        }
    }

    @Test
    void aJarThatHasGoneIsAnError() {
        assertThrows(IOException.class, () -> open(folder.resolve("gone.jar")).close());
    }

    private InputStream open(Path jar) throws IOException {
        URI address = URI.create(PluginUrlHandler.PROTOCOL + ":" + jar.toUri().toURL());
        return URL.of(address, new Delegate()).openConnection().getInputStream();
    }

    private Path jar(String name, String entry) throws IOException {
        Path jar = folder.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(entry));
            out.closeEntry();
        }
        return jar;
    }

    /** Stands for the container, which hands addresses of the protocol to the handler. */
    private final class Delegate extends URLStreamHandler {

        @Override
        protected URLConnection openConnection(URL address) {
            return handler.openConnection(address);
        }
    }
}
