package org.allidb.storage.itests;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** The container that each test has: all bundles of the distribution but the terminal's, over a directory of its own. */
final class Container {

    private static final List<String> TERMINAL =
            List.of("jline-", "org.apache.felix.gogo.jline", "org.apache.felix.gogo.command");

    private Container() {}

    /** A directory for a test class, empty at its first use in a run. */
    static Path scratch(Class<?> test) {
        return Path.of(property("allidb.scratch"), test.getSimpleName());
    }

    static Option[] of(Class<?> test, Option... more) {
        List<Option> options = new ArrayList<>();
        Path scratch = scratch(test);
        options.add(cleanCaches(true));
        options.add(junitBundles());
        properties(scratch)
                .forEach((name, value) -> options.add(frameworkProperty(name).value(value)));
        options.add(
                systemProperty("org.ops4j.pax.logging.DefaultServiceLog.level").value("WARN"));
        jars().forEach(jar -> options.add(bundle(jar.toUri().toString())));
        options.add(composite(more));
        return options.toArray(Option[]::new);
    }

    /** What the framework of a test is told, as the launcher of the distribution tells its own. */
    static Map<String, String> properties(Path scratch) {
        return Map.of(
                "allidb.data", scratch.resolve("data").toString(),
                "allidb.conf", scratch.resolve("allidb.yaml").toString(),
                "felix.fileinstall.dir", scratch.resolve("deploy").toString(),
                "felix.fileinstall.poll", "200",
                "felix.fileinstall.noInitialDelay", "true",
                "felix.fileinstall.optionalImportRefreshScope", "managed",
                "felix.fileinstall.tmpdir", scratch.resolve("tmp").toString());
    }

    /** The jars of the distribution's bundles, but the terminal's. */
    static List<Path> jars() {
        return allJars().stream()
                .filter(file -> TERMINAL.stream().noneMatch(file.getFileName().toString()::startsWith))
                .toList();
    }

    /** The jars of the distribution's bundles. */
    static List<Path> allJars() {
        try (Stream<Path> files = Files.list(Path.of(property("allidb.bundles")))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("build the distribution first", e);
        }
    }

    /** The jar of an example. */
    static Path example(String module) {
        Path target = Path.of(property("allidb.examples"), module, "target");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("build the examples first", e);
        }
    }

    /** A page of the documentation. */
    static Path guide(String name) {
        return Path.of(property("allidb.docs"), name);
    }

    /** The jar of a project that the archetype generated, for example {@code codec-bundle}. */
    static Path generated(String combination) {
        Path project = Path.of(property("allidb.generated"), combination, "project");
        try (Stream<Path> files = Files.walk(project)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("build the generated projects first: mvn verify -pl archetype", e);
        }
    }

    static void empty(Class<?> test) throws IOException {
        empty(scratch(test));
    }

    static void empty(Path scratch) throws IOException {
        if (Files.exists(scratch)) {
            try (Stream<Path> files = Files.walk(scratch)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(scratch.resolve("deploy"));
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("the build sets the system property " + name);
        }
        return value;
    }
}
