package org.allidb.storage.laws;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The sources of main code of all modules. */
final class MainSources {

    private static final Path ROOT = Path.of("..");

    private MainSources() {}

    /** Returns the files. */
    static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path modules : List.of(ROOT, ROOT.resolve("examples"))) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(modules, Files::isDirectory)) {
                for (Path module : all) {
                    add(module.resolve("src/main/java"), files);
                }
            }
        }
        assertTrue(files.size() > 700, "only " + files.size() + " sources were found");
        return files;
    }

    private static void add(Path directory, List<Path> files) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
    }

    /** Returns the name of the module that a file belongs to. */
    static String module(Path file) {
        return ROOT.relativize(file).getName(0).toString();
    }

    /** Returns files as trees, in their order. */
    static List<CompilationUnitTree> parse(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
            List<CompilationUnitTree> trees = new ArrayList<>();
            task.parse().forEach(trees::add);
            return trees;
        }
    }
}
