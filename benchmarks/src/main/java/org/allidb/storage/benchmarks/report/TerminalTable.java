package org.allidb.storage.benchmarks.report;

import java.util.List;
import java.util.stream.Stream;
import org.allidb.storage.api.text.TextTable;
import org.allidb.storage.benchmarks.engine.EngineKind;

/** The results as a table for a terminal that is wide enough. */
public final class TerminalTable {

    private static final String TO_THE_RIGHT = ">";

    private TerminalTable() {}

    /** Returns all sections in the same columns. */
    public static String of(Results results, List<EngineKind> engines) {
        TextTable table = new TextTable(
                Stream.concat(Stream.of(""), Row.headings(engines).stream().map(heading -> heading + TO_THE_RIGHT))
                        .toArray(String[]::new));
        for (Sections.Section section : Sections.of(results, engines)) {
            table.part(section.title());
            for (Row row : section.rows()) {
                table.add(Stream.concat(Stream.of(row.label()), row.columns(engines).stream())
                        .toArray());
            }
        }
        return System.lineSeparator()
                + String.join(System.lineSeparator(), table.lines(Integer.MAX_VALUE))
                + System.lineSeparator();
    }
}
