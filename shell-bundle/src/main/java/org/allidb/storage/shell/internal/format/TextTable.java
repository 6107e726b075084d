package org.allidb.storage.shell.internal.format;

import java.util.ArrayList;
import java.util.List;

/**
 * An aligned table of text. A column whose heading ends with {@code >} is aligned to the right; what is wider than the
 * line is cut in the last column, with an ellipsis.
 */
public final class TextTable {

    private static final String GAP = "  ";
    private static final int MIN_LAST_COLUMN = 8;

    private final List<String> headings = new ArrayList<>();
    private final List<Boolean> toTheRight = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

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
            lines.add(line(row, widths));
        }
        return lines;
    }

    private int[] widths(int lineWidth) {
        int[] widths = new int[headings.size()];
        int before = 0;
        for (int column = 0; column < widths.length; column++) {
            widths[column] = headings.get(column).length();
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
            if (column == widths.length - 1) {
                widths[column] = Math.min(widths[column], Math.max(MIN_LAST_COLUMN, lineWidth - before));
            }
            before += widths[column] + GAP.length();
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
