package org.allidb.storage.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What packages and examples say of options, parameters, paths, users and modules is true. Nothing is packed here. */
class PackagesTest {

    private static final Path PACKAGES = Path.of("src/main/packages");
    private static final Path UNIT = PACKAGES.resolve("systemd/allidb.service");
    private static final Path DOCKERFILE = PACKAGES.resolve("docker/Dockerfile");
    private static final Path KUBERNETES = PACKAGES.resolve("kubernetes/allidb.yaml");
    private static final Path CONF = Path.of("src/main/dist/conf/allidb.yaml");

    private static String read(String name) throws IOException {
        return Files.readString(PACKAGES.resolve(name));
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(match -> match.group(match.groupCount()))
                .toList();
    }

    /** A command of a unit or an image: each option is one of the launcher's. */
    @Test
    void commandsOfServiceAndImageAreOnesThatTheLauncherHas() throws IOException {
        String service = found("^ExecStart=(.*)$", Files.readString(UNIT)).getFirst();
        String image =
                found("^CMD \\[(.*)]$", Files.readString(DOCKERFILE)).getLast().replaceAll("[\",]", "");
        for (String line : List.of(service, image)) {
            List<String> words = new ArrayList<>(List.of(line.split(" +")));
            if (words.getFirst().startsWith("/")) {
                words.removeFirst();
            }
            assertEquals("run", words.removeFirst());
            Options options = new Options("run", Launcher.optionsOf("run"), words);
            assertTrue(options.has(Options.NO_SHELL), "a shell reads the end of its input, and stops the container");
            assertEquals("/var/lib/allidb/data", options.value(Options.DATA).orElseThrow());
            assertEquals("/var/log/allidb", options.value(Options.LOG).orElseThrow());
            assertEquals("/var/cache/allidb", options.value(Options.CACHE).orElseThrow());
        }
    }

    @Test
    void parametersThatEnvironmentsSetAreThere() throws IOException {
        Map<String, Map<String, Object>> file = new Yaml().load(Files.readString(CONF));
        Map<String, Object> sections = file.get("storage");
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(PACKAGES)) {
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                named.addAll(found("\\bALLIDB_STORAGE_[A-Z_]*[A-Z]\\b", Files.readString(path)));
            }
        }
        assertTrue(named.size() > 3, named.toString());
        for (String variable : named) {
            String[] parts = variable.substring("ALLIDB_STORAGE_".length())
                    .toLowerCase(Locale.ROOT)
                    .split("_", 2);
            assertTrue(
                    sections.get(parts[0]) instanceof Map<?, ?> section && section.containsKey(parts[1]),
                    "there is no parameter for " + variable);
        }
    }

    /** The unit may write where its options say, and the packet makes the user, the directories and the files that it names. */
    @Test
    void serviceFindsWhatThePackageInstalls() throws IOException {
        String unit = Files.readString(UNIT);
        String build = read("deb/build");
        assertEquals(List.of("allidb"), found("^StateDirectory=(.*)$", unit));
        assertEquals(List.of("allidb"), found("^LogsDirectory=(.*)$", unit));
        assertEquals(List.of("allidb"), found("^CacheDirectory=(.*)$", unit));
        for (String path : found("^EnvironmentFile=-/?(.*)$", unit)) {
            assertTrue(build.contains("\"$work/" + path + "\""), path);
        }
        assertTrue(build.contains("home=\"$work/usr/share/allidb\""), build);
        assertTrue(build.contains("\"$work/etc/allidb/allidb.yaml\""), build);
        for (String page : found("\\{([a-z,]+)}\\.md", build).getFirst().split(",")) {
            assertTrue(Files.exists(Path.of("../docs", page + ".md")), page);
        }
        String postinst = read("deb/postinst");
        assertTrue(postinst.contains("adduser --quiet --system --group") && postinst.contains(" allidb\n"), postinst);
        for (String directory : List.of("/var/lib/allidb", "/var/log/allidb", "/var/cache/allidb")) {
            assertTrue(postinst.contains(directory) && read("deb/postrm").contains(directory), directory);
        }
    }

    @Test
    void scriptsOfTheDistributionThatPackagesCallAreThere() throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(PACKAGES)) {
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                named.addAll(found("/allidb/bin/([a-z-]+)", Files.readString(path)));
            }
        }
        assertEquals(Set.of("allidb", "find-java", "health"), named);
        for (String script : named) {
            assertTrue(Files.isExecutable(Path.of("src/main/dist/bin", script)), script);
        }
        assertTrue(Files.isExecutable(PACKAGES.resolve("add-runtime")));
    }

    @Test
    void imageAndStatefulSetAgreeOnUserPortAndDirectories() throws IOException {
        String image = Files.readString(DOCKERFILE);
        List<Map<String, Object>> documents = new ArrayList<>();
        new Yaml().loadAll(Files.readString(KUBERNETES)).forEach(each -> documents.add(cast(each)));
        Map<String, Object> pod = at(documents.get(1), "spec", "template", "spec");
        String user = found("^USER ([0-9]+):", image).getFirst();
        assertEquals(Integer.valueOf(user), at(pod, "securityContext").get("runAsUser"));
        Map<String, Object> container = cast(((List<?>) pod.get("containers")).getFirst());
        Map<String, Object> port = cast(((List<?>) container.get("ports")).getFirst());
        assertEquals(found("^EXPOSE ([0-9]+)$", image), List.of(String.valueOf(port.get("containerPort"))));
        List<String> mounted = ((List<?>) container.get("volumeMounts"))
                .stream()
                        .map(each -> PackagesTest.<Map<String, Object>>cast(each))
                        .map(each -> String.valueOf(each.get("mountPath")))
                        .toList();
        // the root file system is read-only: whatever the image's command writes is a volume
        for (String directory : found("-m 0750 (/.*)$", image).getFirst().split(" ")) {
            assertTrue(mounted.contains(directory), directory);
        }
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            Map<String, Object> get = at(container, probe, "httpGet");
            assertEquals("HTTPS", get.get("scheme"));
            String path = probe.startsWith("readiness") ? "/health/ready" : "/health/live";
            assertEquals(path, get.get("path"));
        }
    }

    /** What bundles require of the JDK is in the runtime; what libraries need shows only when it is started. */
    @Test
    void runtimeHasTheModulesThatBundlesRequire() throws IOException {
        List<String> modules = Files.readAllLines(PACKAGES.resolve("modules.txt"));
        Set<String> required = new TreeSet<>();
        try (Stream<Path> projects = Files.list(Path.of(".."))) {
            for (Path project :
                    projects.filter(each -> each.toString().endsWith("-bundle")).toList()) {
                String module = Files.readString(project.resolve("src/main/java/module-info.java"));
                required.addAll(found("requires (?:static |transitive )*((?:java|jdk)\\.[a-z.]+);", module));
            }
        }
        assertTrue(required.size() > 2, required.toString());
        assertEquals(
                Set.of(),
                required.stream().filter(each -> !modules.contains(each)).collect(Collectors.toSet()));
    }

    private static Map<String, Object> at(Map<String, Object> map, String... names) {
        Map<String, Object> found = map;
        for (String name : names) {
            found = cast(found.get(name));
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    private static <T> T cast(Object value) {
        return (T) value;
    }
}
