package org.allidb.storage.benchmarks.report;

import java.util.List;
import org.allidb.storage.benchmarks.engine.EngineKind;

/** The results in aligned columns. */
public final class TerminalTable {

    private static final String GAP = "  ";

    private TerminalTable() {}

    /** All sections. */
    public static String of(Results results, List<EngineKind> engines) {
        List<Sections.Section> sections = Sections.of(results, engines);
        int labels = sections.stream()
                .flatMap(section -> section.rows().stream())
                .mapToInt(row -> row.label().length())
                .max()
                .orElse(0);
        List<String> headings = Row.headings(engines);
        int[] widths = headings.stream().mapToInt(String::length).toArray();
        for (Sections.Section section : sections) {
            for (Row row : section.rows()) {
                List<String> columns = row.columns(engines);
                for (int i = 0; i < widths.length; i++) {
                    widths[i] = Math.max(widths[i], columns.get(i).length());
                }
            }
        }
        StringBuilder text = new StringBuilder();
        for (Sections.Section section : sections) {
            text.append(System.lineSeparator());
            line(text, section.title(), labels, headings, widths);
            section.rows().forEach(row -> line(text, GAP + row.label(), labels, row.columns(engines), widths));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String label, int labels, List<String> columns, int[] widths) {
        text.append(label).repeat(" ", Math.max(0, labels + GAP.length() - label.length()));
        for (int i = 0; i < widths.length; i++) {
            text.append(GAP).repeat(" ", widths[i] - columns.get(i).length()).append(columns.get(i));
        }
        text.append(System.lineSeparator());
    }
}
