package org.allidb.storage.tools;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.allidb.storage.api.CheckReport;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.Paragraphs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = "Read and verify every byte of a data directory that is not open. Changes nothing.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit status: 0 clean, 1 damage found, 2 could not be checked."})
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The data directory.")
    private Path directory;

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        CheckReport report;
        try (ProgressLine progress = ProgressLine.on(spec.commandLine().getErr())) {
            report = keys.tools().check(directory, progress);
        }
        print(report, out);
        out.flush();
        return status(report);
    }

    static int status(CheckReport report) {
        if (!report.findings(Severity.DAMAGE).isEmpty()) {
            return Main.DAMAGED;
        }
        return report.isClean() ? 0 : Main.FAILED;
    }

    static void print(CheckReport report, PrintWriter out) {
        FindingText.print(report.findings(), out);
        if (!report.findings().isEmpty()) {
            out.println();
        }
        out.println(Human.count(report.files(), "file") + ", " + Human.bytes(report.bytes()) + " in "
                + Human.nanos(report.nanos()) + " (" + Human.throughput(report.bytes(), report.nanos()) + "), "
                + Human.count(report.tenants(), "tenant"));
        long damage = FindingText.count(report.findings(), Severity.DAMAGE);
        long unchecked = FindingText.count(report.findings(), Severity.UNCHECKED);
        long notes = FindingText.count(report.findings(), Severity.NOTE);
        out.println((report.isClean() ? "clean" : damage > 0 ? "DAMAGED" : "NOT CHECKED") + ": "
                + Human.count(damage, "damaged place") + ", " + unchecked + " not checked, "
                + Human.count(notes, "note"));
        if (damage > 0) {
            out.print(Paragraphs.wrap(
                    "Restore the directory from a backup, or save what is intact into a new one: allidb repair "
                            + report.directory() + " INTO",
                    ""));
        }
    }
}
