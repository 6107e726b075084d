package org.allidb.storage.tools;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.allidb.storage.api.Finding;
import org.allidb.storage.api.text.Paragraphs;

/** Findings for a person: where, whose, what, and what it means. */
final class FindingText {

    private static final String INDENT = "           ";

    private FindingText() {}

    static void print(List<Finding> findings, PrintWriter out) {
        for (Finding finding : findings) {
            String label = finding.severity().name().toLowerCase(Locale.ROOT);
            String place = finding.place()
                    + finding.tenant()
                            .map(tenant -> ", tenant '" + tenant + "'")
                            .orElse("");
            out.print(Paragraphs.wrap(String.format("%-10s %s", label, place), INDENT));
            out.print(Paragraphs.wrap(INDENT + finding.what(), INDENT));
            out.print(Paragraphs.wrap(INDENT + finding.meaning(), INDENT));
        }
    }

    static long count(List<Finding> findings, Finding.Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }
}
