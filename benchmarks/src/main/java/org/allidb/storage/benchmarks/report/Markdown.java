package org.allidb.storage.benchmarks.report;

import java.util.List;
import org.allidb.storage.benchmarks.engine.EngineKind;

/** The results as Markdown. */
public final class Markdown {

    private Markdown() {}

    /**
     * Returns all sections, each a table.
     *
     * @param results the results
     * @param engines in the order of the columns
     * @param setting what was measured on what
     */
    public static String of(Results results, List<EngineKind> engines, List<String> setting) {
        StringBuilder text = new StringBuilder("# AlliDB Storage side by side\n\n");
        setting.forEach(line -> text.append("- ").append(line).append('\n'));
        text.append("- Medians of all rounds; ± is half of the way from the least to the most.\n");
        for (Sections.Section section : Sections.of(results, engines)) {
            text.append("\n## ").append(section.title()).append("\n\n");
            List<String> headings = Row.headings(engines);
            line(text, "", headings);
            text.append("|---|").repeat("--:|", headings.size()).append('\n');
            section.rows().forEach(row -> line(text, row.label(), row.columns(engines)));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String label, List<String> columns) {
        text.append("| ").append(label).append(" |");
        columns.forEach(column -> text.append(' ').append(column).append(" |"));
        text.append('\n');
    }
}
