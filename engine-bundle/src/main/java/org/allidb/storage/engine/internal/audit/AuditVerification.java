package org.allidb.storage.engine.internal.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.AuditReport;
import org.allidb.storage.api.Finding;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.engine.internal.value.AuditReportValue;
import org.allidb.storage.engine.internal.value.FindingValue;
import org.allidb.storage.spi.vfs.Vfs;

/** Reads an audit trail and checks the chain of every line. After a line that is wrong, the next is checked behind what it says. */
public final class AuditVerification {

    private final Vfs directory;
    private final Optional<String> known;
    private final List<Finding> findings = new ArrayList<>();
    private String chain = AuditLine.NO_CHAIN;
    private long sequence;
    private long events;
    private long firstEvent;
    private boolean hasKnown;

    private AuditVerification(Vfs directory, Optional<String> known) {
        this.directory = directory;
        this.known = known;
        this.hasKnown = known.isEmpty();
    }

    /** Returns whether a data directory has a trail. */
    public static boolean isThere(Vfs files) throws IOException {
        return files.kind(AuditFiles.DIRECTORY) == Vfs.FileKind.DIRECTORY;
    }

    /**
     * Verifies the trail of a data directory.
     *
     * @param known the chain of a line that must be there, if one is known
     */
    public static AuditReport of(Vfs files, Optional<String> known) throws IOException {
        return new AuditVerification(files.in(AuditFiles.DIRECTORY), known).run();
    }

    private AuditReport run() throws IOException {
        List<Long> numbers = AuditFiles.numbers(directory);
        for (int i = 0; i < numbers.size(); i++) {
            long number = numbers.get(i);
            if (i > 0 && number != numbers.get(i - 1) + 1) {
                damage(number - 1, -1, "the file is missing", "events were taken out of the trail");
            }
            visit(number, i == 0, i + 1 == numbers.size());
        }
        return new AuditReportValue(numbers.size(), events, firstEvent, chain, hasKnown, List.copyOf(findings));
    }

    private void visit(long number, boolean first, boolean last) throws IOException {
        List<AuditFiles.Line> lines = AuditFiles.read(directory, number);
        for (int i = 0; i < lines.size(); i++) {
            AuditFiles.Line line = lines.get(i);
            if (!line.whole()) {
                if (last) {
                    note(number, line.offset(), "the last line has no end", "a crash, or a line being written");
                } else {
                    damage(number, line.offset(), "the line has no end", "the file was changed");
                }
                continue;
            }
            if (i == 0) {
                if (first && number > 1) {
                    // the files before it are kept no longer, so that it is taken at its word
                    chain = previous(line.text());
                    sequence = AuditLine.number(line.text(), "sequence");
                }
                check(number, line, sequence);
            } else {
                check(number, line, sequence + 1);
                event(number, line);
            }
        }
    }

    private void event(long number, AuditFiles.Line line) {
        events++;
        sequence = Math.max(sequence + 1, AuditLine.number(line.text(), "sequence"));
        if (events == 1) {
            firstEvent = sequence;
        }
        long missing = AuditLine.number(line.text(), "missing");
        if (missing > 0) {
            note(
                    number,
                    line.offset(),
                    missing + " events before this one are missing",
                    "they could not be written; the log of the process has them");
        }
    }

    private void check(long number, AuditFiles.Line line, long expected) {
        if (!AuditLine.isIntact(line.text(), chain) || AuditLine.number(line.text(), "sequence") != expected) {
            damage(
                    number,
                    line.offset(),
                    "the chain of this line is not that of what is before it",
                    "this line or one before it was changed, taken out or put in");
        }
        chain = AuditLine.chain(line.text());
        hasKnown |= known.filter(chain::equals).isPresent();
    }

    private static String previous(String line) {
        String member = "\"previous\":\"";
        int from = line.indexOf(member) + member.length();
        int to = from + AuditLine.NO_CHAIN.length();
        return from < member.length() || to > line.length() ? "" : line.substring(from, to);
    }

    private void damage(long number, long offset, String what, String meaning) {
        add(Severity.DAMAGE, number, offset, what, meaning);
    }

    private void note(long number, long offset, String what, String meaning) {
        add(Severity.NOTE, number, offset, what, meaning);
    }

    private void add(Severity severity, long number, long offset, String what, String meaning) {
        String file = AuditFiles.DIRECTORY + "/" + AuditFiles.name(number);
        findings.add(new FindingValue(severity, Optional.empty(), file, offset, what, meaning));
    }
}
