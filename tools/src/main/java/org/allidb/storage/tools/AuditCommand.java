package org.allidb.storage.tools;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.allidb.storage.api.AuditReport;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.text.Human;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "audit",
        description = "Verify the audit trail of a data directory, which may be open.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Note the chain that it prints where nobody can change it, and give it with",
            "--known the next time: then it is known that nothing before it was changed.",
            "",
            "Exit status: 0 as it was written, 1 changed, 2 could not be verified."
        })
final class AuditCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The data directory.")
    private Path directory;

    @Option(names = "--known", paramLabel = "CHAIN", description = "A chain that was printed before.")
    private @Nullable String known;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        AuditReport report = StorageTools.load().audit(directory, Optional.ofNullable(known));
        FindingText.print(report.findings(), out);
        if (!report.findings().isEmpty()) {
            out.println();
        }
        out.println(Human.count(report.events(), "event")
                + (report.firstEvent() > 1 ? " from number " + report.firstEvent() + " on" : "") + " in "
                + Human.count(report.files(), "file"));
        if (!report.hasKnown()) {
            out.println("no line has the chain " + known);
        }
        out.println((report.isIntact() ? "intact" : "CHANGED") + ", up to the chain " + report.chain());
        out.flush();
        return report.isIntact() ? 0 : Main.DAMAGED;
    }
}
