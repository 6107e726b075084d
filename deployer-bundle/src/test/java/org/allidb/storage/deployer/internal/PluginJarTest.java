package org.allidb.storage.deployer.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginJarTest {

    private static final String SERVICE = "META-INF/services/org.allidb.storage.spi.codec.Codec";
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    @TempDir
    Path folder;

    private final Map<String, String> entries = new LinkedHashMap<>();

    @Test
    void aPlainJarWithAProviderIsAPlugin() throws IOException {
        entries.put(SERVICE, "com.example.Snappy\n");
        assertTrue(isPlugin());
    }

    @Test
    void aPlainJarWithAManifestIsAPluginToo() throws IOException {
        entries.put(MANIFEST, "Manifest-Version: 1.0\nMain-Class: a.B\n\n");
        entries.put(SERVICE, "com.example.Snappy\n");
        assertTrue(isPlugin());
    }

    @Test
    void aBundleIsLeftAlone() throws IOException {
        entries.put(MANIFEST, "Manifest-Version: 1.0\nBundle-SymbolicName: a\n\n");
        entries.put(SERVICE, "com.example.Snappy\n");
        assertFalse(isPlugin());
    }

    @ParameterizedTest
    @CsvSource({"com/example/A.class", "META-INF/services/java.sql.Driver", "META-INF/services/org.allidb.storage.api.X"
    })
    void aJarWithoutProvidersOfOursIsLeftAlone(String entry) throws IOException {
        entries.put(entry, "x");
        assertFalse(isPlugin());
    }

    @ParameterizedTest
    @CsvSource({
        "snappy-1.2.3.jar, snappy, 1.2.3",
        "snappy-codec-2.jar, snappy-codec, 2",
        "snappy-1.2-SNAPSHOT.jar, snappy, 1.2",
        "snappy-1.2.3.Final.jar, snappy, 1.2.3",
        "Snappy.JAR, snappy, 0.0.0",
        "my codec+.jar, my_codec_, 0.0.0",
        "lz4-java-1.8.0.jar, lz4-java, 1.8.0",
        "a-1.2.3.4.jar, a, 1.2.3"
    })
    void nameAndVersionComeFromTheFileName(String file, String name, String version) throws IOException {
        entries.put(SERVICE, "com.example.Snappy\n");
        Attributes headers = bundle(file).getManifest().getMainAttributes();
        assertEquals(name, headers.getValue("Bundle-SymbolicName"));
        assertEquals(version, headers.getValue("Bundle-Version"));
    }

    @Test
    void theManifestMakesABundleWhoseProvidersAreRegistered() throws IOException {
        entries.put(SERVICE, "com.example.Snappy\n");
        Manifest manifest = bundle("snappy-1.0.jar").getManifest();
        Map<String, String> headers = new java.util.TreeMap<>();
        manifest.getMainAttributes().forEach((key, value) -> headers.put(key.toString(), value.toString()));
        assertEquals(
                Map.of(
                        "Manifest-Version", "1.0",
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", "snappy",
                        "Bundle-Version", "1.0",
                        "DynamicImport-Package", "*",
                        "SPI-Provider", "*"),
                headers);
    }

    @Test
    void otherHeadersAreKept() throws IOException {
        entries.put(MANIFEST, "Manifest-Version: 1.0\nMain-Class: a.B\n\nName: a/\nSealed: true\n\n");
        entries.put(SERVICE, "com.example.Snappy\n");
        Manifest manifest = bundle("snappy.jar").getManifest();
        assertEquals("a.B", manifest.getMainAttributes().getValue("Main-Class"));
        assertEquals("true", manifest.getAttributes("a/").getValue("Sealed"));
    }

    @Test
    void theContentStaysAsItIs() throws IOException {
        entries.put("com/", "");
        entries.put("com/example/Snappy.class", "not really a class, but long: " + "x".repeat(100_000));
        entries.put(SERVICE, "com.example.Snappy\n");
        assertEquals(entries, content(bundle("snappy.jar")));
    }

    @Test
    void aManifestThatDoesNotComeFirstIsReplacedNotDoubled() throws IOException {
        entries.put(SERVICE, "com.example.Snappy\n");
        entries.put(MANIFEST, "Manifest-Version: 1.0\n\n");
        JarInputStream bundle = bundle("snappy.jar");
        assertEquals("snappy", bundle.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"));
        assertEquals(Map.of(SERVICE, "com.example.Snappy\n"), content(bundle));
    }

    @Test
    void theResultIsABundleToTheDeployer() throws IOException {
        entries.put(SERVICE, "com.example.Snappy\n");
        Path bundle = folder.resolve("bundle.jar");
        try (InputStream in = PluginJar.toBundle("snappy.jar", new ByteArrayInputStream(jar()))) {
            Files.copy(in, bundle);
        }
        try (JarFile file = new JarFile(bundle.toFile())) {
            assertFalse(PluginJar.isPlugin(file));
        }
    }

    @Test
    void aBrokenJarIsAnError() throws IOException {
        entries.put("a", "x".repeat(10_000));
        byte[] cut = java.util.Arrays.copyOf(jar(), 40);
        assertThrows(IOException.class, () -> PluginJar.toBundle("a.jar", new ByteArrayInputStream(cut)));
    }

    @Test
    void whatIsNoJarIsAnError() {
        byte[] text = "no jar".getBytes(StandardCharsets.UTF_8);
        String told = assertThrows(IOException.class, () -> PluginJar.toBundle("a.jar", new ByteArrayInputStream(text)))
                .getMessage();
        assertEquals("a.jar is no jar, or an empty one", told);
    }

    @Test
    void numberTooLongForAVersionStaysInTheName() throws IOException {
        entries.put("a", "x");
        try (JarInputStream bundle = bundle("snappy-20261124123456.jar")) {
            assertEquals(
                    "snappy-20261124123456",
                    bundle.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"));
            assertEquals("0.0.0", bundle.getManifest().getMainAttributes().getValue("Bundle-Version"));
        }
    }

    private boolean isPlugin() throws IOException {
        Path file = folder.resolve("plugin.jar");
        Files.write(file, jar());
        try (JarFile jar = new JarFile(file.toFile())) {
            return PluginJar.isPlugin(jar);
        }
    }

    private JarInputStream bundle(String fileName) throws IOException {
        return new JarInputStream(PluginJar.toBundle(fileName, new ByteArrayInputStream(jar())));
    }

    private byte[] jar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static Map<String, String> content(JarInputStream jar) throws IOException {
        Map<String, String> content = new LinkedHashMap<>();
        for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
            content.put(entry.getName(), new String(jar.readAllBytes(), StandardCharsets.UTF_8));
        }
        return content;
    }
}
