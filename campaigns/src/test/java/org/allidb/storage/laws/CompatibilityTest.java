package org.allidb.storage.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.differ.Baseline;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import aQute.bnd.service.diff.Delta;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is likely to come is no break for clients. The modules are compiled with one thing more, and bnd compares them
 * with what they are. A client that was built before then resolves and runs with what comes after.
 */
class CompatibilityTest {

    private static final String HOUSE = "org/allidb/storage/";
    private static final String API = "api";
    private static final String SPI = "spi";

    @TempDir
    private static Path directory;

    private static Path apiClasses;

    @BeforeAll
    static void compileTheApiAsItIs() throws IOException {
        apiClasses = compile(API, Map.of());
    }

    @Test
    void aParameterMoreIsMinor() throws Exception {
        assertEquals(
                Map.of("org.allidb.storage.api.config", Delta.MINOR),
                changes(
                        API,
                        Map.of(
                                "api/config/CompactionOptions.java",
                                inBody("@Parameter(key = \"zeal\", byDefault = \"1\", description = \"Zeal.\") int"
                                        + " zeal();"),
                                "api/config/CompactionValues.java",
                                text -> text.replace("int manyTables)", "int manyTables, int zeal)"))));
    }

    @Test
    void aFigureMoreIsMinor() throws Exception {
        assertEquals(
                Map.of("org.allidb.storage.api.statistics", Delta.MINOR),
                changes(
                        API,
                        Map.of(
                                "api/statistics/PlatformStatistics.java", inBody("long mood();"),
                                "api/statistics/TenantStatistics.java", inBody("long mood();"))));
    }

    /** A log is written by third parties too: what it does not know yet has a value by default. */
    @Test
    void aFigureMoreOfAPartIsMinor() throws Exception {
        assertEquals(
                Map.of("org.allidb.storage.api.statistics", Delta.MINOR),
                changes(API, Map.of("api/statistics/LogStatistics.java", inBody("default long mood() { return 0; }"))));
    }

    @Test
    void aFieldMoreOfAnEventIsMinor() throws Exception {
        assertEquals(
                Map.of("org.allidb.storage.api.event", Delta.MINOR),
                changes(API, Map.of("api/event/StorageEvent.java", inBody("String mood();"))));
    }

    @Test
    void aLimitMoreOfATenantIsMinor() throws Exception {
        assertEquals(
                Map.of("org.allidb.storage.api", Delta.MINOR),
                changes(API, Map.of("api/Quota.java", inBody("public Quota withMood(long mood) { return this; }"))));
    }

    @Test
    void aPropertyMoreOfATableIsMinor() throws Exception {
        assertEquals(
                Map.of("org.allidb.storage.spi.sstable", Delta.MINOR),
                changes(
                        SPI,
                        Map.of(
                                "spi/sstable/TableProperties.java",
                                inBody("public long mood() { return 0; }"),
                                "spi/sstable/TablePropertiesBuilder.java",
                                inBody("public TablePropertiesBuilder mood(long mood) { return this; }"))));
    }

    /** The differ does see what breaks. */
    @Test
    void aFigureLessIsMajor() throws Exception {
        assertEquals(
                Map.of("org.allidb.storage.api.statistics", Delta.MAJOR),
                changes(
                        API,
                        Map.of(
                                "api/statistics/TenantStatistics.java",
                                text -> text.replace("    long flushes();", ""))));
    }

    /** Adds a member before the last brace. */
    private static UnaryOperator<String> inBody(String member) {
        return text -> {
            int end = text.lastIndexOf('}');
            return text.substring(0, end) + "\n    " + member + "\n}\n";
        };
    }

    /** The packages that bnd finds changed, and how much. */
    private static Map<String, Delta> changes(String module, Map<String, UnaryOperator<String>> edits)
            throws Exception {
        Path before = module.equals(API) ? apiClasses : compile(module, Map.of());
        Path after = compile(module, edits);
        Map<String, Delta> changes = new TreeMap<>();
        try (Processor reports = new Processor();
                Jar older = bundle(module, before);
                Jar newer = bundle(module, after)) {
            Baseline baseline = new Baseline(reports, new DiffPluginImpl());
            for (Baseline.Info info : baseline.baseline(newer, older, null)) {
                Delta delta = info.packageDiff.getDelta();
                if (delta != Delta.UNCHANGED) {
                    changes.put(info.packageName, delta);
                }
            }
        }
        return changes;
    }

    private static Jar bundle(String module, Path classes) throws Exception {
        try (Builder builder = new Builder()) {
            builder.setProperty("Bundle-SymbolicName", "org.allidb.storage." + module);
            builder.setProperty("-exportcontents", "org.allidb.storage." + module + ".*");
            builder.setProperty("-noimportjava", "true");
            builder.setJar(classes.toFile());
            builder.addClasspath(apiClasses.toFile());
            Jar jar = builder.build();
            assertTrue(builder.getErrors().isEmpty(), () -> builder.getErrors().toString());
            builder.removeClose(jar);
            return new Jar(module, write(jar, classes).toFile());
        }
    }

    private static Path write(Jar jar, Path classes) throws Exception {
        Path file = classes.resolveSibling(classes.getFileName() + ".jar");
        jar.write(file.toFile());
        jar.close();
        return file;
    }

    /** Compiles a module's sources, some of them edited; each edit must change something. */
    private static Path compile(String module, Map<String, UnaryOperator<String>> edits) throws IOException {
        Path sources = Path.of("..", module, "src/main/java");
        Path edited = Files.createTempDirectory(directory, "sources");
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(sources)) {
            for (Path file :
                    all.filter(each -> each.toString().endsWith(".java")).toList()) {
                if (!file.endsWith("module-info.java")) {
                    files.add(file);
                }
            }
        }
        for (Map.Entry<String, UnaryOperator<String>> edit : edits.entrySet()) {
            Path file = sources.resolve(HOUSE + edit.getKey());
            String before = Files.readString(file);
            String after = edit.getValue().apply(before);
            assertTrue(!after.equals(before), edit.getKey() + " is not as the test expects it");
            Path copy = edited.resolve(edit.getKey());
            Files.createDirectories(copy.getParent());
            files.set(files.indexOf(file), Files.writeString(copy, after));
        }
        Path classes = Files.createTempDirectory(directory, "classes");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter told = new StringWriter();
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            String libraries = System.getProperty("java.class.path");
            String classPath = module.equals(API) ? libraries : apiClasses + File.pathSeparator + libraries;
            List<String> options = List.of("-d", classes.toString(), "-classpath", classPath, "-proc:none");
            boolean compiled = compiler.getTask(
                            told, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            assertTrue(compiled, told::toString);
        }
        return classes;
    }
}
