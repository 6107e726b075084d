package org.allidb.storage.console.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the page, and where those come from that others wrote. */
class PageResourceTest {

    private static final Path FOLDER = Path.of("src/main/resources/org/allidb/storage/console/page");
    private static final Path PAGE = Path.of("../docs/console.md");
    /** A line of the table: file, name, version, licence, checksum. */
    private static final Pattern VENDORED =
            Pattern.compile("\\| `(vendor/[a-z.-]+)` \\| [^|]+ \\| [0-9][^|]* \\| [A-Z][^|]* \\| `([0-9a-f]{64})` \\|");

    private static final Pattern IMPORT = Pattern.compile("(?m)^(?:import|export) .* from '\\./([^']+)';$");

    @Test
    void eachFileIsServedAndNoneIsMissing() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            Set<String> found = files.filter(Files::isRegularFile)
                    .map(file -> FOLDER.relativize(file).toString().replace('\\', '/'))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(new TreeSet<>(PageResource.FILES.keySet()), found);
        }
    }

    @Test
    void modulesImportWhatIsServed() {
        for (String file : PageResource.FILES.keySet()) {
            if (file.endsWith(".js") && !file.startsWith("vendor/")) {
                Matcher imported = IMPORT.matcher(new String(PageResource.read(file), StandardCharsets.UTF_8));
                assertTrue(imported.find() || file.equals("format.js") || file.equals("api.js"), file);
                imported.reset();
                while (imported.find()) {
                    assertTrue(
                            PageResource.FILES.containsKey(imported.group(1)), file + " imports " + imported.group(1));
                }
            }
        }
    }

    /** The policy of the page forbids both; a browser would leave them out without a word on the page. */
    @Test
    void thePageHasNoScriptsAndStylesInItself() {
        String page = new String(PageResource.read("index.html"), StandardCharsets.UTF_8);
        assertFalse(page.matches("(?s).*<script(?![^>]*\\bsrc=).*"), "a script");
        assertFalse(
                page.matches("(?s).*(<style|style=|\\bon[a-z]+=|https?:).*"), "a style, a handler or another place");
    }

    @Test
    void vendoredFilesAreThoseOfTheTable() throws Exception {
        Map<String, String> table = new TreeMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher vendored = VENDORED.matcher(line);
            if (vendored.matches()) {
                table.put(vendored.group(1), vendored.group(2));
            }
        }
        Map<String, String> found = new TreeMap<>();
        for (String file : PageResource.FILES.keySet()) {
            if (file.startsWith("vendor/")) {
                byte[] sum = MessageDigest.getInstance("SHA-256").digest(PageResource.read(file));
                found.put(file, HexFormat.of().formatHex(sum));
            }
        }
        assertEquals(found, table, PAGE + " names each file with version, licence and checksum");
    }
}
