import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What Error Prone and NullAway find in main code. They run inside of a compiler, which sees all modules at once as one program
 * on the class path, and writes no classes.
 */
final class Bugs {

    private Bugs() {}

    /**
     * Returns what they find, and what the compiler cannot read. Two compilers read everything; each looks for bugs in a half of
     * the parts.
     *
     * @param plugin the plug-in of the compiler with its options
     */
    static List<String> find(Path root, List<Path> sources, String plugin) {
        Map<Boolean, List<String>> halves = halves(root, sources);
        // a part of a regular expression and of a list with blanks: what is special in either stands for itself as a
        // dot
        String folder = root.toString().replaceAll("[^A-Za-z0-9]", ".");
        return halves.values().parallelStream()
                .map(others -> plugin + " -XepExcludedPaths:.*" + folder + "/(" + String.join("|", others) + ")/src/.*")
                .flatMap(half -> compile(sources, half).stream())
                .distinct()
                .toList();
    }

    /** Returns the folders of the root whose sources have about half of all bytes, and the others. */
    private static Map<Boolean, List<String>> halves(Path root, List<Path> sources) {
        Map<String, Long> sizes = sources.stream()
                .collect(Collectors.groupingBy(
                        source -> root.relativize(source).getName(0).toString(),
                        TreeMap::new,
                        Collectors.summingLong(source -> source.toFile().length())));
        Map<Boolean, Long> given = new HashMap<>(Map.of(true, 0L, false, 0L));
        return sizes.keySet().stream()
                .sorted(Comparator.comparing(sizes::get).reversed())
                .collect(Collectors.partitioningBy(part -> {
                    boolean lighter = given.get(true) < given.get(false);
                    given.merge(lighter, sizes.get(part), Long::sum);
                    return lighter;
                }));
    }

    private static List<String> compile(List<Path> sources, String plugin) {
        String libraries = System.getProperty("java.class.path");
        List<String> options = List.of(
                "-proc:none",
                "-cp",
                libraries,
                "-processorpath",
                libraries,
                "-XDcompilePolicy=simple",
                "--should-stop=ifError=FLOW",
                "--should-stop=ifNoError=FLOW",
                "-Xmaxwarns",
                "10000",
                "-Xplugin:" + plugin);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        boolean compiled;
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
            compiled = compiler.getTask(null, files, found, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> bugs = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> one : found.getDiagnostics()) {
            if (one.getKind() != Diagnostic.Kind.NOTE) {
                bugs.add(one.toString());
            }
        }
        if (!compiled && bugs.isEmpty()) {
            bugs.add("the compiler failed and does not say why");
        }
        return bugs;
    }
}
