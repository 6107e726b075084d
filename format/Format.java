import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The formatter of this repository, run from source on the JDK that the sources are written for: {@code check} lists the files
 * that are not formatted and fails, {@code apply} formats them.
 */
final class Format {

    private static final Set<String> SKIPPED = Set.of("target", ".git");

    private Format() {}

    public static void main(String[] arguments) throws IOException {
        boolean apply = arguments[0].equals("apply");
        Path root = Path.of(arguments[1]).toRealPath();
        Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .build());
        List<Path> unformatted = sources(root).parallelStream()
                .filter(source -> isChanged(formatter, source, apply))
                .map(root::relativize)
                .sorted()
                .toList();
        if (apply || unformatted.isEmpty()) {
            System.out.println(unformatted.size() + " files formatted");
            return;
        }
        unformatted.forEach(source -> System.err.println("not formatted: " + source));
        System.err.println("mvn -q validate -pl format -Dformat=apply formats them");
        System.exit(1);
    }

    private static List<Path> sources(Path root) throws IOException {
        List<Path> sources = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean skipped = SKIPPED.contains(directory.getFileName().toString());
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    sources.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }

    private static boolean isChanged(Formatter formatter, Path source, boolean apply) {
        try {
            String text = Files.readString(source);
            String formatted = formatter.formatSourceAndFixImports(text);
            if (apply && !formatted.equals(text)) {
                Files.writeString(source, formatted);
            }
            return !formatted.equals(text);
        } catch (IOException | FormatterException e) {
            throw new IllegalStateException(source + ": " + e.getMessage(), e);
        }
    }
}
