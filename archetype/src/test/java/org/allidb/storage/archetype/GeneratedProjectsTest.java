package org.allidb.storage.archetype;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.kernel.editlog.EditLog;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.allidb.storage.testkit.CodecContract;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The projects that the archetype makes: one of each kind in each form, which this build has generated from
 * {@code src/test/resources/projects}. One Maven builds them all, but none knows of another, or of a parent.
 */
class GeneratedProjectsTest {

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path PROJECTS = TARGET.resolve("test-classes/projects");
    private static final Path ROOT = Path.of(System.getProperty("allidb.root"));
    private static final String ARCHETYPE = "allidb-storage-plugin-archetype";
    private static final String VERSION = System.getProperty("allidb.version");

    private static final List<Generated> ALL = List.of(
            new Generated("strategy-bundle", "acme-strategy-bundle", "com.acme.AcmeStrategyBundle", "1.0-SNAPSHOT"),
            new Generated("strategy-jar", "acme-strategy-jar", "com.acme.AcmeStrategyJar", "1.0-SNAPSHOT"),
            new Generated("codec-bundle", "acme-codec-bundle", "com.acme.AcmeCodecBundle", "1.0-SNAPSHOT"),
            new Generated("codec-jar", "Indigo.Codec", "com.acme.packing.Indigo", "2.1.0"),
            new Generated("throttler-bundle", "acme-throttler-bundle", "com.acme.AcmeThrottlerBundle", "1.0-SNAPSHOT"),
            new Generated("throttler-jar", "acme-throttler-jar", "com.acme.AcmeThrottlerJar", "1.0-SNAPSHOT"),
            new Generated("filter-bundle", "acme-filter-bundle", "com.acme.AcmeFilterBundle", "1.0-SNAPSHOT"),
            new Generated("filter-jar", "acme-filter-jar", "com.acme.AcmeFilterJar", "1.0-SNAPSHOT"));

    private static Maven maven;
    private static Maven.Result built;

    /** A project, and what its values lead to. */
    private record Generated(String combination, String artifact, String prefix, String version) {

        private Path folder() {
            return PROJECTS.resolve(combination).resolve("project").resolve(artifact);
        }

        private Path jar() {
            return folder().resolve("target").resolve(artifact + "-" + version + ".jar");
        }

        private String kind() {
            return combination.substring(0, combination.indexOf('-'));
        }

        private boolean isBundle() {
            return combination.endsWith("-bundle");
        }

        private String provider() {
            return artifact.equals("Indigo.Codec") ? "indigo-codec" : artifact;
        }

        private Class<? extends Provider> service() {
            return switch (kind()) {
                case "strategy" -> CompactionStrategy.class;
                case "codec" -> Codec.class;
                case "filter" -> FilterProvider.class;
                default -> ThrottlerProvider.class;
            };
        }

        private Set<String> files() {
            List<String> types = switch (kind()) {
                case "strategy" -> List.of("main:Strategy", "test:StrategyTest");
                case "codec" -> List.of("main:Codec", "test:CodecTest");
                case "filter" -> List.of("main:FilterProvider", "test:FilterProviderTest");
                default -> List.of("main:Throttler", "main:ThrottlerProvider", "test:ThrottlerProviderTest");
            };
            Set<String> files = new TreeSet<>(Set.of(
                    "pom.xml",
                    "README.md",
                    "src/main/resources/META-INF/services/" + service().getName()));
            for (String type : types) {
                files.add("src/" + type.substring(0, 4) + "/java/" + prefix.replace('.', '/') + type.substring(5)
                        + ".java");
            }
            return files;
        }

        @Override
        public String toString() {
            return combination;
        }
    }

    @BeforeAll
    static void buildAll() throws Exception {
        maven = Maven.in(TARGET.resolve("maven"));
        maven.install("allidb-storage-parent", ROOT.resolve("pom.xml"));
        maven.install("allidb-storage-bom", ROOT.resolve("bom/pom.xml"));
        maven.install("allidb-storage-api", ROOT.resolve("api/pom.xml"), jarOf(StoragePlatform.class));
        maven.install("allidb-storage-spi", ROOT.resolve("spi/pom.xml"), jarOf(Codec.class));
        maven.install("allidb-storage-kernel", ROOT.resolve("kernel/pom.xml"), jarOf(EditLog.class));
        maven.install("allidb-storage-testkit", ROOT.resolve("testkit/pom.xml"), jarOf(CodecContract.class));
        maven.install(ARCHETYPE, Path.of("pom.xml"), TARGET.resolve(ARCHETYPE + "-" + VERSION + ".jar"));
        built = maven.run(PROJECTS, "-T2", "-DargLine=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC", "verify");
    }

    /** Returns the jar that this test runs against. */
    private static Path jarOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Test
    void allBuildWithoutAWarning() {
        assertEquals(0, built.exitCode(), built.output());
        List<String> warnings = built.output()
                .lines()
                .filter(line -> line.contains("[WARNING]") || line.contains("[ERROR]"))
                .toList();
        assertEquals(List.of(), warnings, built.output());
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void oneHasTheFilesOfItsKindAndForm(Generated project) throws IOException {
        try (Stream<Path> files = Files.walk(project.folder())) {
            Set<String> names = files.filter(Files::isRegularFile)
                    .map(file -> project.folder().relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !name.startsWith("target/"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(project.files(), names);
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void nothingIsLeftToFillIn(Generated project) throws IOException {
        for (String name : project.files()) {
            String text = Files.readString(project.folder().resolve(name));
            assertFalse(text.contains("#if") || text.contains("#end") || text.contains("#set"), name + "\n" + text);
            assertFalse(text.matches("(?s).*@[a-z.]+@.*"), name + "\n" + text);
            assertFalse(
                    text.matches("(?s).*\\$\\{(?!allidb\\.version}|java\\.version}|Bundle-Version}).*"),
                    name + "\n" + text);
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void itsReadmeNamesJarAndParameter(Generated project) throws IOException {
        String readme = Files.readString(project.folder().resolve("README.md"));
        String section = Set.of("codec", "filter").contains(project.kind()) ? "sstable" : "compaction";
        assertTrue(readme.contains("cp target/" + project.jar().getFileName() + " …/deploy/"), readme);
        assertTrue(
                readme.contains("    " + section + ":\n      " + project.kind() + ": " + project.provider() + "\n"),
                readme);
        assertEquals(project.isBundle(), readme.contains("The jar is a bundle"), readme);
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void itsJarIsABundleWithAComponentOrAPlainOne(Generated project) throws IOException {
        try (JarFile jar = new JarFile(project.jar().toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            String component = manifest.getValue("Service-Component");
            if (project.isBundle()) {
                assertEquals(project.artifact(), manifest.getValue("Bundle-SymbolicName"));
                String xml =
                        new String(jar.getInputStream(jar.getEntry(component)).readAllBytes());
                assertTrue(xml.contains("interface=\"" + project.service().getName() + "\""), xml);
                String provided = manifest.getValue("Provide-Capability");
                String part = "allidb." + project.kind() + ";allidb." + project.kind() + "=" + project.provider()
                        + ";version:Version=";
                assertTrue(provided.contains(part), provided);
            } else {
                assertEquals(null, manifest.getValue("Bundle-SymbolicName"));
                assertEquals(null, component);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void itsJarIsFoundByTheServiceLoader(Generated project) throws IOException {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {project.jar().toUri().toURL()})) {
            List<String> names = ServiceLoader.load(project.service(), loader).stream()
                    .map(provider -> provider.get().name())
                    .toList();
            assertEquals(List.of(project.provider()), names);
        }
    }

    @Test
    void whatIsNotPossibleIsRefusedAndLeavesOnlyTheUsersFiles() throws Exception {
        Path project = Files.createDirectories(TARGET.resolve("refused/acme-indigo"));
        Path note = Files.writeString(project.resolve("note.txt"), "of the user");
        Maven.Result result = maven.run(
                project.getParent(),
                "org.apache.maven.plugins:maven-archetype-plugin:" + System.getProperty("archetype.plugin")
                        + ":generate",
                "-DarchetypeGroupId=org.allidb.storage",
                "-DarchetypeArtifactId=" + ARCHETYPE,
                "-DarchetypeVersion=" + VERSION,
                "-DarchetypeCatalog=local",
                "-DgroupId=com.acme",
                "-DartifactId=acme-indigo",
                "-Dkind=memtable",
                "-Dform=war",
                "-DproviderName=-Indigo",
                "-DclassPrefix=3D");
        assertTrue(result.exitCode() != 0, result.output());
        String reasons = "-Dkind=memtable is not possible: it is strategy, codec, throttler or filter."
                + " -Dform=war is not possible: it is bundle or jar."
                + " -DproviderName=-Indigo is not possible: it has 1 to 32 lower-case letters, digits and hyphens,"
                + " and does not begin with a hyphen."
                + " -DclassPrefix=3D is not possible: it begins with A to Z, then has letters and digits.";
        assertTrue(result.output().contains(reasons), result.output());
        try (Stream<Path> left = Files.walk(project)) {
            assertEquals(List.of(project, note), left.sorted().toList(), result.output());
        }
    }
}
