package org.allidb.storage.api.text;

import java.util.ArrayList;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A formatter of text in lines that fit on a terminal of 80 columns. */
@ProviderType
public final class Paragraphs {

    /** The columns of the narrowest terminal. */
    public static final int COLUMNS = 80;

    private Paragraphs() {}

    /**
     * Breaks a text at its spaces. A word is never broken, so that a path can be copied. A word that is longer than a line has
     * a line of its own.
     *
     * @param text the text; spaces at its beginning stay
     * @param indent what each line but the first begins with
     * @return its lines, at least one
     */
    public static List<String> lines(String text, String indent) {
        return lines(text, indent, COLUMNS);
    }

    /**
     * Breaks a text at its spaces, as {@link #lines(String, String)} does.
     *
     * @param text the text; spaces at its beginning stay
     * @param indent what each line but the first begins with; shorter than a line
     * @param columns how long a line may be
     * @return its lines, at least one
     */
    public static List<String> lines(String text, String indent, int columns) {
        List<String> lines = new ArrayList<>();
        String rest = text.stripTrailing();
        int blank = rest.length() - rest.stripLeading().length();
        while (rest.length() > columns) {
            int space = rest.lastIndexOf(' ', columns);
            if (space < blank + 1) {
                space = rest.indexOf(' ', columns);
            }
            if (space < 0) {
                break;
            }
            lines.add(rest.substring(0, space).stripTrailing());
            rest = indent + rest.substring(space).strip();
            blank = indent.length();
        }
        lines.add(rest);
        return lines;
    }

    /**
     * Breaks a text at its spaces.
     *
     * @param text the text
     * @param indent what each line but the first begins with
     * @return its lines as one text, with the last one's end
     */
    public static String wrap(String text, String indent) {
        return String.join(System.lineSeparator(), lines(text, indent)) + System.lineSeparator();
    }
}
