package org.allidb.storage.laws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The links and the anchors of a page of Markdown, as GitHub makes them.
 *
 * <ul>
 *   <li>Links are inline, images, or definitions of references. What stands in code is none.
 *   <li>An anchor is a heading in lower case: letters, digits, hyphens and underscores stay, blanks become hyphens. The
 *       second heading of the same text ends in {@code -1}.
 * </ul>
 */
final class MarkdownPage {

    private static final Pattern FENCE = Pattern.compile(" {0,3}(```|~~~).*");
    private static final Pattern CODE = Pattern.compile("(`+)(?!`).*?(?<!`)\\1(?!`)");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?)(?: +#+)? *");
    private static final Pattern INLINE =
            Pattern.compile("\\[((?:[^\\[\\]]|\\[[^\\]]*])*)]\\(<?([^()\\s>]+)>?[^()]*\\)");
    private static final Pattern DEFINITION = Pattern.compile(" {0,3}\\[([^\\]]+)]: +<?([^\\s>]+)>?.*");
    private static final Pattern REFERENCE = Pattern.compile("\\[[^\\[\\]]+]\\[([^\\]]+)]");
    private static final Pattern NAMED = Pattern.compile("<a (?:id|name)=\"([^\"]+)\"");

    private final Set<String> anchors = new HashSet<>();
    private final Map<String, Integer> headings = new HashMap<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Link> uses = new ArrayList<>();
    private final Set<String> defined = new HashSet<>();

    /**
     * A link of a page.
     *
     * @param line its line, from 1
     * @param text what is shown, or the name of a definition
     * @param target what it leads to
     */
    record Link(int line, String text, String target) {}

    private MarkdownPage() {}

    /** Reads a page. */
    static MarkdownPage of(String text) {
        MarkdownPage page = new MarkdownPage();
        boolean code = false;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (FENCE.matcher(line).matches()) {
                code = !code;
            } else if (!code) {
                page.read(number, line);
            }
        }
        return page;
    }

    /** Returns the links, in the order of their lines. */
    List<Link> links() {
        return List.copyOf(links);
    }

    /** Returns the uses of references that the page does not define. */
    List<Link> undefined() {
        return uses.stream()
                .filter(use -> !defined.contains(use.target().toLowerCase(Locale.ROOT)))
                .toList();
    }

    /** Returns whether a link can lead to an anchor. */
    boolean hasAnchor(String anchor) {
        return anchors.contains(anchor);
    }

    private void read(int number, String line) {
        Matcher heading = HEADING.matcher(line);
        if (heading.matches()) {
            addHeading(heading.group(1));
        }
        NAMED.matcher(line).results().forEach(each -> anchors.add(each.group(1)));
        // a link may have code for its text, so code goes, and its brackets stay balanced
        String plain = CODE.matcher(line).replaceAll("code");
        Matcher definition = DEFINITION.matcher(plain);
        if (definition.matches()) {
            defined.add(definition.group(1).toLowerCase(Locale.ROOT));
            links.add(new Link(number, definition.group(1), definition.group(2)));
            return;
        }
        INLINE.matcher(plain).results().forEach(each -> links.add(new Link(number, each.group(1), each.group(2))));
        REFERENCE.matcher(plain).results().forEach(each -> uses.add(new Link(number, each.group(), each.group(1))));
    }

    private void addHeading(String heading) {
        String shown = INLINE.matcher(heading).replaceAll(link -> Matcher.quoteReplacement(link.group(1)));
        StringBuilder slug = new StringBuilder();
        shown.toLowerCase(Locale.ROOT).codePoints().forEach(each -> {
            if (each == ' ') {
                slug.append('-');
            } else if (Character.isLetterOrDigit(each) || each == '-' || each == '_') {
                slug.appendCodePoint(each);
            }
        });
        int before = headings.merge(slug.toString(), 1, Integer::sum) - 1;
        anchors.add(before == 0 ? slug.toString() : slug + "-" + before);
    }
}
