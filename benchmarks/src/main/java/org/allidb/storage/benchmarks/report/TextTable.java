package org.allidb.storage.benchmarks.report;

import java.util.List;
import org.allidb.storage.benchmarks.engine.EngineKind;

/** The results for a terminal. */
public final class TextTable {

    private TextTable() {}

    /** Aligned columns. */
    public static String of(Results results, List<EngineKind> engines) {
        StringBuilder text = new StringBuilder(String.format("%-48s", ""));
        engines.forEach(kind -> text.append(String.format("%20s", kind.title())));
        text.append('\n');
        for (Results.Subject subject : results.subjects()) {
            text.append(String.format("%-48s", subject.workload() + " " + subject.metric().title() + " " + subject.metric().unit()));
            for (EngineKind kind : engines) {
                text.append(results.sample(kind, subject)
                        .map(sample -> String.format("%,20.2f", sample.median()))
                        .orElse(String.format("%20s", "-")));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
