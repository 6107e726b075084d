import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The layout of sources. */
final class Format {

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    /** Returns the sources that are not formatted. */
    List<Path> unformatted(List<Path> sources) {
        return sources.parallelStream()
                .filter(source -> !read(source).equals(formatted(source)))
                .sorted()
                .toList();
    }

    /** Formats sources. */
    void apply(List<Path> sources) throws IOException {
        for (Path source : sources) {
            Files.writeString(source, formatted(source));
        }
    }

    private String formatted(Path source) {
        try {
            return formatter.formatSourceAndFixImports(read(source));
        } catch (FormatterException e) {
            throw new IllegalStateException(source + ": " + e.getMessage(), e);
        }
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
