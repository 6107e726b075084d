package org.allidb.storage.deployer.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * A plain jar that names parts of the storage in {@code META-INF/services}. The bundle that it is converted to has
 *
 * <ul>
 *   <li>the same content,
 *   <li>a name and a version that are taken from its file name,
 *   <li>imports that are resolved when a class is needed,
 *   <li>its parts as services, which the OSGi Service Loader Mediator registers.
 * </ul>
 */
public final class PluginJar {

    private static final String SERVICES = "META-INF/services/org.allidb.storage.spi.";
    private static final String SYMBOLIC_NAME = "Bundle-SymbolicName";
    private static final Pattern NAME_AND_VERSION =
            Pattern.compile("(.+?)-([0-9]{1,9}(?:\\.[0-9]{1,9}){0,2})([.-].*)?");

    private PluginJar() {}

    /**
     * Returns whether a jar is such a plug-in and not a bundle already.
     *
     * @param jar an open jar
     * @return whether it can be converted
     * @throws IOException if it cannot be read
     */
    public static boolean isPlugin(JarFile jar) throws IOException {
        Manifest manifest = jar.getManifest();
        boolean bundle = manifest != null && manifest.getMainAttributes().getValue(SYMBOLIC_NAME) != null;
        return !bundle && jar.stream().anyMatch(entry -> entry.getName().startsWith(SERVICES));
    }

    /**
     * Converts a jar.
     *
     * @param fileName the name of the jar, from which name and version of the bundle are taken
     * @param content its bytes
     * @return the bytes of the bundle
     * @throws IOException if the jar cannot be read
     */
    public static InputStream toBundle(String fileName, InputStream content) throws IOException {
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        try (JarInputStream in = new JarInputStream(content, false)) {
            JarEntry entry = in.getNextJarEntry();
            if (entry == null) {
                throw new IOException(fileName + " is no jar, or an empty one");
            }
            Manifest manifest = in.getManifest() == null ? new Manifest() : new Manifest(in.getManifest());
            addHeaders(manifest.getMainAttributes(), fileName);
            try (JarOutputStream out = new JarOutputStream(bundle, manifest)) {
                for (; entry != null; entry = in.getNextJarEntry()) {
                    // Some tools put the manifest where JarInputStream does not look for it.
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        out.putNextEntry(new ZipEntry(entry.getName()));
                        in.transferTo(out);
                        out.closeEntry();
                    }
                }
            }
        }
        return new ByteArrayInputStream(bundle.toByteArray());
    }

    private static void addHeaders(Attributes headers, String fileName) {
        String name = fileName.replaceFirst("\\.[jJ][aA][rR]$", "");
        String version = "0.0.0";
        Matcher matcher = NAME_AND_VERSION.matcher(name);
        if (matcher.matches()) {
            name = matcher.group(1);
            version = matcher.group(2);
        }
        headers.putIfAbsent(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue(SYMBOLIC_NAME, name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_.-]", "_"));
        headers.putValue("Bundle-Version", version);
        headers.putValue("DynamicImport-Package", "*");
        headers.putValue("SPI-Provider", "*");
    }
}
