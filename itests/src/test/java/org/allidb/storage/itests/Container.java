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
        options.add(
                frameworkProperty("allidb.data").value(scratch.resolve("data").toString()));
        options.add(frameworkProperty("allidb.conf")
                .value(scratch.resolve("allidb.yaml").toString()));
        options.add(frameworkProperty("felix.fileinstall.dir")
                .value(scratch.resolve("deploy").toString()));
        options.add(frameworkProperty("felix.fileinstall.poll").value("200"));
        options.add(frameworkProperty("felix.fileinstall.noInitialDelay").value("true"));
        options.add(frameworkProperty("felix.fileinstall.optionalImportRefreshScope")
                .value("managed"));
        options.add(frameworkProperty("felix.fileinstall.tmpdir")
                .value(scratch.resolve("tmp").toString()));
        options.add(
                systemProperty("org.ops4j.pax.logging.DefaultServiceLog.level").value("WARN"));
        options.add(bundles());
        options.add(composite(more));
        return options.toArray(Option[]::new);
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

    static void empty(Class<?> test) throws IOException {
        Path scratch = scratch(test);
        if (Files.exists(scratch)) {
            try (Stream<Path> files = Files.walk(scratch)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(scratch.resolve("deploy"));
    }

    private static Option bundles() {
        try (Stream<Path> files = Files.list(Path.of(property("allidb.bundles")))) {
            return composite(files.filter(file ->
                            TERMINAL.stream().noneMatch(file.getFileName().toString()::startsWith))
                    .sorted()
                    .map(file -> bundle(file.toUri().toString()))
                    .toArray(Option[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException("build the distribution first", e);
        }
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("the build sets the system property " + name);
        }
        return value;
    }
}
