package org.allidb.storage.laws;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws of the design, as far as byte code and manifests show them. */
class ArchitectureTest {

    private static final String HOUSE = "org.allidb.storage.";
    private static final String ALL = "org.allidb.storage..";
    private static final String API = HOUSE + "api..";
    private static final String SPI = HOUSE + "spi..";
    private static final String KERNEL = HOUSE + "kernel..";
    private static final String TESTKIT = HOUSE + "testkit..";
    private static final String RATIS = HOUSE + "replication.ratis..";
    private static final String METRICS = HOUSE + "metrics";
    private static final String MICROMETER = METRICS + ".micrometer";
    private static final Set<String> EXPORTING = Set.of("api", "spi", "kernel", "testkit", "metrics");
    private static final Pattern COMPONENT = Pattern.compile("(.*)\\.(internal|osgi)(\\..*)?");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> location.matches(Pattern.compile(".*/allidb-storage-[a-z0-9-]+-[0-9].*"))
                    || location.matches(Pattern.compile(".*/[a-z0-9-]+/target/classes/.*")))
            .importPackages("org.allidb.storage");

    /** All packages of components that were found, without their last part: {@code org.allidb.storage.wal}. */
    static Stream<String> components() {
        Set<String> components = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            Matcher component = COMPONENT.matcher(each.getPackageName());
            if (component.matches()) {
                components.add(component.group(1));
            }
        }
        return components.stream();
    }

    @Test
    void theWholeHouseIsSeen() {
        List<String> components = components().toList();
        for (String name : List.of(
                "codec.lz4",
                "codec.zstd",
                "compaction",
                "config",
                "console",
                "demo",
                "deployer",
                "engine",
                "memtable",
                "metrics",
                "replication",
                "server",
                "shell",
                "sstable",
                "tenant",
                "vfs",
                "wal")) {
            assertTrue(components.contains(HOUSE + name), name + " is not in " + components);
        }
    }

    /** Law 1: arrows run from the parts to the kernel, the SPI and the API, never back. */
    @Test
    void apiImportsNothingButTheJdk() {
        importsNothingBut(API);
    }

    /** Law 1. */
    @Test
    void spiImportsTheApiAlone() {
        importsNothingBut(SPI, API);
    }

    /** Law 1. */
    @Test
    void kernelImportsTheSpiAndTheApiAlone() {
        importsNothingBut(KERNEL, SPI, API);
    }

    private static void importsNothingBut(String layer, String... below) {
        String[] allowed = Stream.concat(
                        Stream.of(layer, "java..", "org.jspecify..", "org.osgi.annotation.."), Stream.of(below))
                .toArray(String[]::new);
        holds(noClasses().that(resideInAPackage(layer)).should().dependOnClassesThat(outside(allowed)));
    }

    /** Law 1: packages of a layer form no circle, so that each can be read after those that it uses. */
    @ParameterizedTest
    @ValueSource(strings = {"spi", "kernel"})
    void packagesOfALayerFormNoCircle(String layer) {
        holds(slices().matching(HOUSE + layer + ".(*)..").should().beFreeOfCycles());
    }

    /** Law 1: a bundle that only calls the storage is not refreshed when a part changes. The server has its resources from others. */
    @Test
    void serverShellAndToolsImportTheApiAlone() {
        holds(noClasses()
                .that(resideInAnyPackage(HOUSE + "server..", HOUSE + "shell..", HOUSE + "tools.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(SPI, KERNEL).and(outside(HOUSE + "spi.http"))));
        holds(noClasses()
                .that(resideInAnyPackage(HOUSE + "shell..", HOUSE + "tools.."))
                .should()
                .dependOnClassesThat(resideInAPackage(HOUSE + "spi.http")));
    }

    /** Law 1. */
    @ParameterizedTest
    @MethodSource("components")
    void componentsNeverImportEachOther(String component) {
        holds(noClasses()
                .that(resideInAPackage(component + ".."))
                .should()
                .dependOnClassesThat(resideInAPackage(ALL).and(outside(API, SPI, KERNEL, component + ".."))));
    }

    /** Law 2. */
    @Test
    void osgiIsMentionedInOsgiPackagesAlone() {
        holds(noClasses()
                .that(resideInAPackage(ALL).and(outside(ALL + "osgi..")))
                .should()
                .dependOnClassesThat(resideInAPackage("org.osgi..").and(outside("org.osgi.annotation.."))));
    }

    /** Ratis, and what it brings along, is named in one package, so that it can be replaced. */
    @Test
    void ratisIsMentionedInOnePackageAlone() {
        holds(noClasses()
                .that(resideInAPackage(ALL).and(outside(RATIS)))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.ratis..", "org.slf4j..")));
    }

    /** Law 2. */
    @Test
    void onlyWhatOthersCompileAgainstExportsPackages() throws IOException {
        List<String> bundles = new ArrayList<>();
        for (URL url : Collections.list(getClass().getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            try (InputStream in = url.openStream()) {
                var headers = new Manifest(in).getMainAttributes();
                String name = headers.getValue("Bundle-SymbolicName");
                if (name != null && name.startsWith(HOUSE)) {
                    bundles.add(name);
                    boolean exports = headers.getValue("Export-Package") != null;
                    assertEquals(EXPORTING.contains(name.substring(HOUSE.length())), exports, name);
                }
            }
        }
        assertTrue(bundles.size() >= 12, "only " + bundles);
    }

    /** Law 4. */
    @Test
    void everyExportedPackageHasAVersion() {
        for (JavaClass each : CLASSES) {
            if (each.getSimpleName().equals("package-info")
                    && resideInAnyPackage(API, SPI, KERNEL, TESTKIT, METRICS, MICROMETER)
                            .test(each)) {
                assertTrue(
                        each.isAnnotatedWith("org.osgi.annotation.versioning.Version"),
                        each.getPackageName() + " has no @Version");
            }
        }
    }

    /** Law 4: who may implement a type decides which of its changes break something. */
    @Test
    void everyExportedTypeSaysWhoImplementsIt() {
        List<String> silent = new ArrayList<>();
        for (JavaClass each : CLASSES) {
            if (each.getModifiers().contains(JavaModifier.PUBLIC)
                    && each.isTopLevelClass()
                    && resideInAnyPackage(API, SPI, KERNEL, TESTKIT, METRICS, MICROMETER)
                            .test(each)
                    && !each.isAnnotatedWith("org.osgi.annotation.versioning.ProviderType")
                    && !each.isAnnotatedWith("org.osgi.annotation.versioning.ConsumerType")) {
                silent.add(each.getName());
            }
        }
        assertEquals(List.of(), silent);
    }

    /**
     * Law 5. The deployer reads jars that a container hands to it; the demo starts processes and reads modules;
     * the tools look whether there is what was named on the command line; the shell reads the rows that it is told to load; the server
     * writes the key of its first administrator, and reads certificates; the
     * codec lz4 shows the operating system its
     * native code; what lies around Ratis has files beside its log, which cannot be plugged.
     */
    @Test
    void filesAreOpenedBehindOneDoor() {
        holds(noClasses()
                .that(resideInAPackage(ALL)
                        .and(outside(
                                HOUSE + "vfs..",
                                TESTKIT,
                                HOUSE + "codec.lz4..",
                                HOUSE + "deployer..",
                                HOUSE + "demo..",
                                RATIS,
                                HOUSE + "server..",
                                HOUSE + "shell..",
                                HOUSE + "tools..")))
                .should()
                .dependOnClassesThat(named(
                        "java.nio.file.Files",
                        "java.nio.channels.FileChannel",
                        "java.nio.channels.AsynchronousFileChannel",
                        "java.io.File",
                        "java.io.FileInputStream",
                        "java.io.FileOutputStream",
                        "java.io.FileReader",
                        "java.io.FileWriter",
                        "java.io.RandomAccessFile")));
    }

    /** Law 5. */
    @Test
    void timeComesFromTheInjectedClock() {
        holds(noClasses()
                .that(storage())
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod("java.time.Instant", "now")
                .orShould()
                .callMethod("java.time.Clock", "systemUTC"));
    }

    /** Law 5. */
    @Test
    void threadsComeFromTheInjectedFactory() {
        holds(noClasses()
                .that(storage())
                .should()
                .dependOnClassesThat(named(
                        "java.util.concurrent.Executors",
                        "java.util.concurrent.ForkJoinPool",
                        "java.util.concurrent.ThreadPoolExecutor",
                        "java.util.Timer",
                        "java.lang.Thread$Builder"))
                .orShould()
                .callConstructor(Thread.class, Runnable.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class, String.class)
                .orShould()
                .callMethod(Thread.class, "startVirtualThread", Runnable.class));
    }

    /**
     * What holds data: metrics, console, shell, demo and tools only watch, and measure what they show; the server has the threads of its
     * clients; Ratis has its own.
     */
    private static DescribedPredicate<JavaClass> storage() {
        return resideInAPackage(ALL)
                .and(outside(
                        HOUSE + "vfs..",
                        TESTKIT,
                        METRICS + "..",
                        RATIS,
                        HOUSE + "console..",
                        HOUSE + "server..",
                        HOUSE + "shell..",
                        HOUSE + "demo..",
                        HOUSE + "tools.."));
    }

    private static DescribedPredicate<JavaClass> outside(String... packages) {
        return DescribedPredicate.not(resideInAnyPackage(packages));
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        return DescribedPredicate.describe(
                "are one of " + List.of(names), type -> List.of(names).contains(type.getName()));
    }

    private static void holds(ArchRule rule) {
        rule.check(CLASSES);
    }
}
