package org.allidb.storage.planted;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles sources with bugs in them, each bug's into a folder of its own. Bugs of different sources are compiled together,
 * which takes an eighth of the time. Used by one thread at a time.
 */
final class Nursery implements AutoCloseable {

    private static final List<String> OPTIONS =
            List.of("-proc:none", "-implicit:none", "-nowarn", "-Xlint:none", "-parameters");

    private final Path folder;
    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final StandardJavaFileManager files =
            compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);

    Nursery(Path folder) {
        this.folder = folder;
    }

    /** Plants bugs and compiles their sources. Returns what is wrong with those that do not fit or compile. */
    List<String> grow(List<PlantedBug> bugs) throws IOException {
        List<String> unfit = new ArrayList<>();
        Map<String, List<Source>> bySource = new HashMap<>();
        for (PlantedBug bug : bugs) {
            try {
                Source source = new Source(bug, bug.plant(Repository.text(bug.file())), classes(bug));
                bySource.computeIfAbsent(bug.file(), _ -> new ArrayList<>()).add(source);
            } catch (IllegalStateException e) {
                unfit.add(e.getMessage());
            }
        }
        for (int round = 0; !bySource.isEmpty(); round++) {
            int next = round;
            bySource.values().removeIf(sources -> sources.size() <= next);
            List<Source> together =
                    bySource.values().stream().map(sources -> sources.get(next)).toList();
            if (!compile(together).isEmpty()) {
                for (Source source : together) {
                    String errors = compile(List.of(source));
                    if (!errors.isEmpty()) {
                        unfit.add("the planted bug " + source.bug.name() + " does not compile:\n" + errors);
                    }
                }
            }
        }
        return unfit;
    }

    /** Returns the folder with the classes of a bug's source. */
    Path classes(PlantedBug bug) {
        return folder.resolve(bug.name());
    }

    @Override
    public void close() throws IOException {
        files.close();
    }

    /** Returns the errors, nothing if it compiles. */
    private String compile(List<Source> sources) throws IOException {
        if (sources.isEmpty()) {
            return "";
        }
        for (Source source : sources) {
            Files.createDirectories(source.classes);
        }
        StringWriter errors = new StringWriter();
        boolean compiles = compiler.getTask(errors, new FolderOfEach(files), null, OPTIONS, null, sources)
                .call();
        return compiles ? "" : "error: " + errors;
    }

    /** A source in memory, with a bug in it. */
    private static final class Source extends SimpleJavaFileObject {

        private final PlantedBug bug;
        private final String text;
        private final Path classes;

        Source(PlantedBug bug, String text, Path classes) {
            super(
                    URI.create("memory:///" + bug.file().substring(bug.file().indexOf("/java/") + 6)),
                    JavaFileObject.Kind.SOURCE);
            this.bug = bug;
            this.text = text;
            this.classes = classes;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Puts the classes of each source into the folder of its bug. */
    private static final class FolderOfEach extends ForwardingJavaFileManager<StandardJavaFileManager> {

        FolderOfEach(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location, String className, JavaFileObject.Kind kind, FileObject sibling)
                throws IOException {
            Path file = ((Source) sibling).classes.resolve(className.replace('.', '/') + kind.extension);
            Files.createDirectories(file.getParent());
            return fileManager.getJavaFileObjects(file).iterator().next();
        }
    }
}
