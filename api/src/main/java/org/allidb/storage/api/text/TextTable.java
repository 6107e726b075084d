package org.allidb.storage.api.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A table of text in aligned columns that is never wider than the line.
 *
 * <ul>
 *   <li>A column whose heading ends with {@code >} is aligned to the right.
 *   <li>A cell that does not fit is cut, with an ellipsis: of the last column first, then of the widest ones.
 *   <li>Control characters are replaced, so that no content can drive the terminal.
 *   <li>Not thread-safe.
 * </ul>
 */
@ProviderType
public final class TextTable {

    private static final String GAP = "  ";
    private static final int MIN_LAST_COLUMN = 8;
    private static final int MIN_COLUMN = 16;

    private final List<String> headings = new ArrayList<>();
    private final List<Boolean> toTheRight = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private boolean wrapped;

    /** Rows below a heading of their own, in the columns of the whole table. */
    private record Part(List<String> headings, List<List<String>> rows) {

        Stream<List<String>> lines() {
            return Stream.concat(Stream.of(headings), rows.stream());
        }
    }

    /**
     * Creates an empty table.
     *
     * @param headings one per column
     */
    public TextTable(String... headings) {
        for (String heading : headings) {
            boolean right = heading.endsWith(">");
            toTheRight.add(right);
            this.headings.add(right ? heading.substring(0, heading.length() - 1) : heading);
        }
        parts.add(new Part(this.headings, new ArrayList<>()));
    }

    /**
     * Begins a part of the table: an empty line, then the headings again, the first of them replaced. The columns of all parts
     * are aligned. A part without rows is left out, if it is not the only one.
     *
     * @param title the heading of the first column
     */
    public void part(String title) {
        List<String> titled = new ArrayList<>(headings);
        titled.set(0, title);
        if (parts.getLast().rows().isEmpty()) {
            parts.removeLast();
        }
        parts.add(new Part(titled, new ArrayList<>()));
    }

    /**
     * Adds a row.
     *
     * @param cells one per column; printed with {@link String#valueOf(Object)}
     */
    public void add(Object... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + headings.size() + " columns");
        }
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(printable(String.valueOf(cell)));
        }
        parts.getLast().rows().add(row);
    }

    /**
     * Continues a cell of the last column on the next line, instead of cutting it.
     *
     * @return this
     */
    public TextTable wrapped() {
        wrapped = true;
        return this;
    }

    /**
     * Returns the table as lines.
     *
     * @param lineWidth columns of the terminal
     * @return of each part the headings, a rule and the rows
     */
    public List<String> lines(int lineWidth) {
        int[] widths = widths(lineWidth);
        List<String> lines = new ArrayList<>();
        for (Part part : parts) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.add(line(part.headings(), widths));
            lines.add(rule(widths));
            for (List<String> row : part.rows()) {
                if (wrapped) {
                    addWrapped(row, widths, lines);
                } else {
                    lines.add(line(row, widths));
                }
            }
        }
        return lines;
    }

    private static String rule(int[] widths) {
        return Arrays.stream(widths).mapToObj("─"::repeat).collect(Collectors.joining(GAP));
    }

    private void addWrapped(List<String> row, int[] widths, List<String> lines) {
        List<String> cells = new ArrayList<>(row);
        for (String piece : Paragraphs.lines(row.getLast(), "", widths[widths.length - 1])) {
            cells.set(cells.size() - 1, piece);
            lines.add(line(cells, widths));
            cells.replaceAll(cell -> "");
        }
    }

    private int[] widths(int lineWidth) {
        int[] widths = new int[headings.size()];
        int excess = GAP.length() * (widths.length - 1) - lineWidth;
        for (int column = 0; column < widths.length; column++) {
            int each = column;
            widths[column] = parts.stream()
                    .flatMap(Part::lines)
                    .mapToInt(line -> line.get(each).length())
                    .max()
                    .orElse(0);
            excess += widths[column];
        }
        int last = widths.length - 1;
        if (excess > 0) {
            int given = Math.min(excess, Math.max(0, widths[last] - MIN_LAST_COLUMN));
            widths[last] -= given;
            excess -= given;
        }
        for (; excess > 0; excess--) {
            int widest = 0;
            for (int column = 1; column < last; column++) {
                widest = widths[column] > widths[widest] ? column : widest;
            }
            if (widths[widest] <= MIN_COLUMN) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            if (cell.length() > widths[column]) {
                int end = widths[column] - 1;
                cell = cell.substring(0, Character.isHighSurrogate(cell.charAt(end - 1)) ? end - 1 : end) + "…";
            }
            String padding = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? "" : GAP).append(toTheRight.get(column) ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }

    private static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '·' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
