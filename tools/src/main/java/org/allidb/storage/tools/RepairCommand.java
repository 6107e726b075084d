package org.allidb.storage.tools;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.api.RepairReport;
import org.allidb.storage.api.RepairedTenant;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.Paragraphs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "repair",
        description =
                "Save what is intact of a damaged data directory into a new one. The damaged one is left as it is.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit status: 0 everything saved, 1 something was lost, 2 could not be done."})
final class RepairCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "The damaged data directory; it must not be open.")
    private Path directory;

    @Parameters(index = "1", paramLabel = "INTO", description = "The new one, which must be missing or empty.")
    private Path into;

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RepairReport report;
        try (ProgressLine progress = ProgressLine.on(spec.commandLine().getErr())) {
            report = keys.tools().repair(directory, into, progress);
        }
        print(report, out);
        out.flush();
        return report.isComplete() && report.check().isClean() ? 0 : Main.DAMAGED;
    }

    static void print(RepairReport report, PrintWriter out) {
        FindingText.print(report.findings(), out);
        if (!report.findings().isEmpty()) {
            out.println();
        }
        report.tenants().forEach(tenant -> print(tenant, out));
        out.print(Paragraphs.wrap(
                (report.isComplete() ? "everything was saved into " : "saved what is intact into ") + report.into()
                        + " in " + Human.nanos(report.nanos()),
                ""));
        if (!report.check().isClean()) {
            FindingText.print(report.check().findings(), out);
            out.println("The new directory is damaged as well: check the device, and repair into another place.");
            return;
        }
        out.println("The new directory was opened and checked: clean, "
                + Human.count(report.check().files(), "file") + ", "
                + Human.bytes(report.check().bytes()) + ".");
        if (FindingText.count(report.findings(), Severity.DAMAGE) > 0) {
            out.print(Paragraphs.wrap(
                    "Keep " + report.directory() + " until you know that what was lost is not needed.", ""));
        }
    }

    private static void print(RepairedTenant tenant, PrintWriter out) {
        String text = "tenant '" + tenant.tenant() + "': " + Human.count(tenant.entries(), "entry") + " in "
                + Human.count(tenant.tables(), "table") + ", "
                + Human.count(tenant.rangeTombstones(), "range tombstone")
                + ", " + Human.count(tenant.logRecords(), "log record")
                + (tenant.isComplete() ? "; complete" : "; " + Human.count(tenant.problems(), "damaged place"))
                + (tenant.heldBack() == 0
                        ? ""
                        : "; " + Human.count(tenant.heldBack(), "older version")
                                + " left out, for a newer one may have been in a damaged place");
        out.print(Paragraphs.wrap(text, "  "));
    }
}
