package org.allidb.storage.planted;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Compiles sources with bugs in them, each bug's into a folder of its own. Used by one thread at a time. */
final class Nursery implements AutoCloseable {

    private final Path folder;
    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final StandardJavaFileManager files =
            compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);

    Nursery(Path folder) {
        this.folder = folder;
    }

    /** The folder with the classes of the bug's source, planted and compiled. */
    Path grow(PlantedBug bug) throws IOException {
        String planted = bug.plant(Repository.text(bug.file()));
        Path classes = Files.createDirectories(folder.resolve(bug.name()));
        files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
        StringWriter errors = new StringWriter();
        List<String> options = List.of("-proc:none", "-implicit:none", "-nowarn", "-Xlint:none", "-parameters");
        if (!compiler.getTask(errors, files, null, options, null, List.of(new Source(bug.file(), planted)))
                .call()) {
            throw new IllegalStateException("the planted bug " + bug.name() + " does not compile:\n" + errors);
        }
        return classes;
    }

    @Override
    public void close() throws IOException {
        files.close();
    }

    /** A source in memory. */
    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String file, String text) {
            super(URI.create("memory:///" + file.substring(file.indexOf("/java/") + 6)), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
