package org.allidb.storage.shell.internal.format;

import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.text.Paragraphs;

/**
 * An aligned table of text that is never wider than the line. A column whose heading ends with {@code >} is aligned to the
 * right; what does not fit is cut, with an ellipsis: the widest columns first.
 */
public final class TextTable {

    private static final String GAP = "  ";
    private static final int MIN_LAST_COLUMN = 8;
    private static final int MIN_COLUMN = 16;

    private final List<String> headings = new ArrayList<>();
    private final List<Boolean> toTheRight = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private boolean wrapped;

    /**
     * An empty table.
     *
     * @param headings one per column
     */
    public TextTable(String... headings) {
        for (String heading : headings) {
            boolean right = heading.endsWith(">");
            toTheRight.add(right);
            this.headings.add(right ? heading.substring(0, heading.length() - 1) : heading);
        }
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
        rows.add(row);
    }

    /**
     * What does not fit into the last column goes on below instead of being cut.
     *
     * @return this
     */
    public TextTable wrapped() {
        wrapped = true;
        return this;
    }

    /**
     * The table as lines.
     *
     * @param lineWidth columns of the terminal
     * @return heading, rule and rows
     */
    public List<String> lines(int lineWidth) {
        int[] widths = widths(lineWidth);
        List<String> lines = new ArrayList<>();
        lines.add(line(headings, widths));
        StringBuilder rule = new StringBuilder();
        for (int width : widths) {
            rule.append(rule.isEmpty() ? "" : GAP).append("─".repeat(width));
        }
        lines.add(rule.toString());
        for (List<String> row : rows) {
            if (wrapped) {
                addWrapped(row, widths, lines);
            } else {
                lines.add(line(row, widths));
            }
        }
        return lines;
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
            widths[column] = headings.get(column).length();
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
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
