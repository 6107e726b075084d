package org.allidb.storage.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.allidb.storage.laws.MarkdownPage.Link;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every link of every page leads somewhere: to a file of the repository, and to a heading that is there. So does every
 * page that sources, messages and configuration name. Addresses outside of the repository are not tried.
 */
class LinksTest {

    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> SKIPPED = Set.of("target", ".git", "node_modules");
    private static final Pattern OUTSIDE = Pattern.compile("[a-z]+:.*");
    private static final Pattern CLASS = Pattern.compile("[A-Z]\\w*");
    private static final Pattern NAMED_PAGE = Pattern.compile("\\bdocs/([\\w/-]+\\.md)(?:#([\\w-]+))?");

    @TempDir
    private Path directory;

    @Test
    void everyLinkOfAPageLeadsSomewhere() throws IOException {
        List<Path> pages = files(REPOSITORY, name -> name.endsWith(".md"));
        assertTrue(pages.size() > 50, "only " + pages);
        assertEquals("", String.join("\n", deadLinks(REPOSITORY, pages)));
    }

    @Test
    void everyPageThatASourceNamesIsThere() throws IOException {
        List<String> dead = new ArrayList<>();
        int seen = 0;
        for (Path source : files(REPOSITORY, name -> name.matches(".*\\.(java|yaml|xml|bug)"))) {
            int number = 0;
            for (String line : Files.readString(source).lines().toList()) {
                number++;
                for (MatchResult page : NAMED_PAGE.matcher(line).results().toList()) {
                    seen++;
                    String anchor = page.group(2) == null ? "" : "#" + page.group(2);
                    String why =
                            whyDead(REPOSITORY, REPOSITORY.resolve("docs/architecture.md"), page.group(1) + anchor);
                    if (!why.isEmpty()) {
                        dead.add(REPOSITORY.relativize(source) + ":" + number + ": " + page.group() + ": " + why);
                    }
                }
            }
        }
        assertTrue(seen > 2, "only " + seen);
        assertEquals("", String.join("\n", dead));
    }

    /** The test can fail: a page with one link of each kind, the half of them dead. */
    @Test
    void deadLinksAreFoundWithTheirPageAndLine() throws IOException {
        Files.createDirectories(directory.resolve("pages"));
        Files.writeString(directory.resolve("pages/Renamed.java"), "");
        Files.writeString(directory.resolve("pages/other.md"), "# It's `here`, and *there*\n## Twice\n## Twice\n");
        Files.writeString(directory.resolve("README.md"), """
            # Title
            [self](#title) [file](pages/other.md) [folder](pages) [heading](pages/other.md#its-here-and-there)
            [second](pages/other.md#twice-1) [outside](https://example.org/#x) `[code](nowhere.md)`
            ```
            [fenced](nowhere.md)
            ```
            [gone](pages/gone.md) and [a second link](pages/other.md)
            ![image](pages/gone.svg)
            [no such heading](pages/other.md#her) [third](pages/other.md#twice-2)
            [no such heading here](#titel)
            [out of the repository](../README.md)
            [`code`][Moved] [undefined][Unknown]

            [Moved]: pages/Renamed.java
            [Renamed]: pages/Renamed.java
            [Gone]: pages/Gone.java
            """);
        List<Path> pages = files(directory, name -> name.endsWith(".md"));
        assertEquals(
                List.of(
                        "README.md:7: pages/gone.md: no such file",
                        "README.md:8: pages/gone.svg: no such file",
                        "README.md:9: pages/other.md#her: no such heading",
                        "README.md:9: pages/other.md#twice-2: no such heading",
                        "README.md:10: #titel: no such heading",
                        "README.md:11: ../README.md: outside of the repository",
                        "README.md:14: pages/Renamed.java: not the class Moved",
                        "README.md:16: pages/Gone.java: no such file",
                        "README.md:12: [undefined][Unknown]: the page does not define Unknown"),
                deadLinks(directory, pages));
    }

    private static List<String> deadLinks(Path repository, List<Path> pages) throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path file : pages) {
            MarkdownPage page = MarkdownPage.of(Files.readString(file));
            String start = repository.relativize(file) + ":";
            for (Link link : page.links()) {
                String why = whyDead(repository, file, link.target());
                if (why.isEmpty()) {
                    why = whyWrongClass(link);
                }
                if (!why.isEmpty()) {
                    dead.add(start + link.line() + ": " + link.target() + ": " + why);
                }
            }
            for (Link use : page.undefined()) {
                dead.add(start + use.line() + ": " + use.text() + ": the page does not define " + use.target());
            }
        }
        return dead;
    }

    /** Returns why a link from a page leads nowhere; empty if it does. */
    private static String whyDead(Path repository, Path page, String target) throws IOException {
        if (OUTSIDE.matcher(target).matches()) {
            return "";
        }
        int hash = target.indexOf('#');
        String name = hash < 0 ? target : target.substring(0, hash);
        Path file = name.isEmpty() ? page : page.resolveSibling(name).normalize();
        if (!file.startsWith(repository)) {
            return "outside of the repository";
        }
        if (!Files.exists(file)) {
            return "no such file";
        }
        boolean leadsToAHeading = hash >= 0 && file.toString().endsWith(".md");
        return leadsToAHeading && !MarkdownPage.of(Files.readString(file)).hasAnchor(target.substring(hash + 1))
                ? "no such heading"
                : "";
    }

    /** Returns why the name of a class does not fit the source that it leads to; empty if it does. */
    private static String whyWrongClass(Link link) {
        boolean namesAClass =
                CLASS.matcher(link.text()).matches() && link.target().endsWith(".java");
        return namesAClass && !link.target().endsWith("/" + link.text() + ".java")
                ? "not the class " + link.text()
                : "";
    }

    private static List<Path> files(Path root, Predicate<String> wanted) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean skip = !folder.equals(root)
                        && SKIPPED.contains(folder.getFileName().toString());
                return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (wanted.test(file.getFileName().toString())) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(null);
        return files;
    }
}
