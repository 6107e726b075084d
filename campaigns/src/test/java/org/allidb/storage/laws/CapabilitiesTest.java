package org.allidb.storage.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.header.Attrs;
import aQute.bnd.header.OSGiHeader;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allidb.storage.api.Provider;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.junit.jupiter.api.Test;

/**
 * A bundle declares each of its parts as a capability {@code allidb.KIND;allidb.KIND=NAME} with the version of the bundle, and
 * no other. What it has is what {@link ServiceLoader} finds in it, and what Declarative Services would register.
 */
class CapabilitiesTest {

    private static final String PREFIX = "allidb.";
    private static final Pattern IMPLEMENTATION = Pattern.compile("<implementation class=\"([^\"]+)\"");

    @Test
    void declaredPartsAreThoseThatServiceLoaderFinds() throws Exception {
        TreeMap<String, TreeSet<String>> found = new TreeMap<>();
        for (ComponentKind<?> kind : ComponentKind.all()) {
            for (Provider provider : ServiceLoader.load(kind.type())) {
                add(found, provider, kind);
            }
        }
        assertEquals(text(found), text(declared()));
    }

    @Test
    void declaredPartsAreThoseOfTheComponents() throws Exception {
        TreeMap<String, TreeSet<String>> found = new TreeMap<>();
        for (Path bundle : bundles()) {
            for (String component : components(bundle)) {
                for (ComponentKind<?> kind : ComponentKind.all()) {
                    if (component.contains("<provide interface=\"" + kind.type().getName() + "\"")) {
                        Matcher name = IMPLEMENTATION.matcher(component);
                        assertTrue(name.find(), component);
                        add(
                                found,
                                (Provider) Class.forName(name.group(1))
                                        .getDeclaredConstructor()
                                        .newInstance(),
                                kind);
                    }
                }
            }
        }
        assertEquals(text(found), text(declared()));
    }

    @Test
    void eachKindHasAPart() throws Exception {
        TreeSet<String> kinds = kinds();
        for (TreeSet<String> parts : declared().values()) {
            parts.forEach(part -> kinds.remove(part.substring(0, part.indexOf('='))));
        }
        assertEquals(new TreeSet<>(), kinds);
    }

    /** Who assembles a container with a resolver gets a part of each kind; the framework wires none of them to the engine. */
    @Test
    void theEngineRequiresEachKindAtRunTimeAlone() throws Exception {
        TreeSet<String> required = new TreeSet<>();
        for (Path bundle : bundles()) {
            clauses(manifest(bundle), "Require-Capability", (namespace, attributes) -> {
                required.add(namespace);
                assertEquals("active", attributes.get("effective:"), bundle + " requires " + namespace);
            });
        }
        assertEquals(kinds(), required);
    }

    /** This test sees what is declared wrong. */
    @Test
    void aWrongDeclarationIsSeen() {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Bundle-Version", "2.1.0");
        manifest.getMainAttributes()
                .putValue(
                        "Provide-Capability",
                        "osgi.service;objectClass:List<String>=\"a.B\","
                                + "allidb.codec;allidb.codec=fast;version:Version=\"2.1.0\","
                                + "allidb.codec;allidb.wal=fast;version:Version=\"2.1.0\","
                                + "allidb.wal;allidb.wal=old");
        assertEquals(
                new TreeSet<>(List.of("allidb.codec=fast", "allidb.codec=null", "allidb.wal=old of version null")),
                declared(manifest));
    }

    private static TreeMap<String, TreeSet<String>> declared() throws IOException {
        TreeMap<String, TreeSet<String>> declared = new TreeMap<>();
        for (Path bundle : bundles()) {
            TreeSet<String> parts = declared(manifest(bundle));
            if (!parts.isEmpty()) {
                declared.put(bundle.getFileName().toString(), parts);
            }
        }
        return declared;
    }

    private static TreeSet<String> declared(Manifest manifest) {
        TreeSet<String> parts = new TreeSet<>();
        String version = manifest.getMainAttributes().getValue("Bundle-Version");
        clauses(manifest, "Provide-Capability", (namespace, attributes) -> {
            String part = namespace + "=" + attributes.get(namespace);
            String stated = attributes.getVersion();
            parts.add(version.equals(stated) ? part : part + " of version " + stated);
        });
        return parts;
    }

    /** Reads the clauses of a header that have a namespace of ours. */
    private static void clauses(Manifest manifest, String header, BiConsumer<String, Attrs> reader) {
        OSGiHeader.parseHeader(manifest.getMainAttributes().getValue(header)).forEach((key, attributes) -> {
            // a namespace that comes again has marks of bnd behind it
            String namespace = key.replace("~", "");
            if (namespace.startsWith(PREFIX)) {
                reader.accept(namespace, attributes);
            }
        });
    }

    private static void add(Map<String, TreeSet<String>> found, Provider provider, ComponentKind<?> kind) {
        Path bundle = Path.of(provider.getClass()
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        found.computeIfAbsent(bundle.getFileName().toString(), key -> new TreeSet<>())
                .add(PREFIX + kind.label() + "=" + provider.name());
    }

    private static TreeSet<String> kinds() {
        TreeSet<String> kinds = new TreeSet<>();
        ComponentKind.all().forEach(kind -> kinds.add(PREFIX + kind.label()));
        return kinds;
    }

    /** Returns the descriptions of the components of Declarative Services. */
    private static List<String> components(Path bundle) throws IOException {
        String files = manifest(bundle).getMainAttributes().getValue("Service-Component");
        List<String> components = new ArrayList<>();
        try (JarFile jar = new JarFile(bundle.toFile())) {
            for (String file : files == null ? new String[0] : files.split(",")) {
                components.add(new String(
                        jar.getInputStream(jar.getEntry(file.trim())).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return components;
    }

    private static TreeSet<Path> bundles() throws IOException {
        TreeSet<Path> bundles = new TreeSet<>();
        for (URL url : Collections.list(CapabilitiesTest.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            if (url.openConnection() instanceof JarURLConnection connection) {
                Path jar = Path.of(connection.getJarFileURL().getPath());
                String name = manifest(jar).getMainAttributes().getValue("Bundle-SymbolicName");
                if (name != null && name.startsWith("org.allidb.storage.")) {
                    bundles.add(jar);
                }
            }
        }
        assertTrue(bundles.size() >= 12, "only " + bundles);
        return bundles;
    }

    private static Manifest manifest(Path bundle) throws IOException {
        try (JarFile jar = new JarFile(bundle.toFile())) {
            return jar.getManifest();
        }
    }

    private static String text(Map<String, TreeSet<String>> parts) {
        StringBuilder text = new StringBuilder();
        parts.forEach(
                (bundle, names) -> text.append(bundle).append(' ').append(names).append('\n'));
        return text.toString();
    }
}
