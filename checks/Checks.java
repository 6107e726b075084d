import java.nio.file.Path;
import java.util.List;

/**
 * What is checked in all sources at once, run from source on the JDK that they are written for: their layout, and what Error
 * Prone and NullAway find in main code.
 */
final class Checks {

    private Checks() {}

    /** Takes {@code check} or {@code apply}, which formats and does no more; the root; the plug-in of the compiler. */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[1]).toRealPath();
        List<Path> sources = Sources.under(root);
        Format format = new Format();
        if (arguments[0].equals("apply")) {
            List<Path> unformatted = format.unformatted(sources);
            format.apply(unformatted);
            System.out.println(unformatted.size() + " files formatted");
            return;
        }
        List<String> bugs = Bugs.find(root, mainCode(root, sources), arguments[2]);
        List<Path> unformatted = format.unformatted(sources);
        bugs.forEach(System.err::println);
        unformatted.forEach(source -> System.err.println("not formatted: " + root.relativize(source)));
        if (!unformatted.isEmpty()) {
            System.err.println("mvn -q validate -pl checks -Dformat=apply formats them");
        }
        System.exit(bugs.isEmpty() && unformatted.isEmpty() ? 0 : 1);
    }

    /**
     * Returns the sources that are checked as one program, without module declarations. Examples show what a program needs;
     * annotations for its own checks are the author's affair.
     */
    private static List<Path> mainCode(Path root, List<Path> sources) {
        return sources.stream()
                .filter(source -> source.toString().replace('\\', '/').contains("/src/main/java/"))
                .filter(source -> !source.startsWith(root.resolve("examples")))
                .filter(source -> !source.endsWith("module-info.java"))
                .toList();
    }
}
