package org.allidb.storage.demo.internal;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.text.Human;

/** The step that kills a process in the middle of synced writes, starts it again and looks for every acknowledged row. */
final class CrashStep implements Step {

    private static final long LONGEST_WRITING_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String launcher;
    private final String directory;
    private final int rowsBeforeTheKill;

    CrashStep(String launcher, String directory, int rowsBeforeTheKill) {
        this.launcher = launcher;
        this.directory = directory;
        this.rowsBeforeTheKill = rowsBeforeTheKill;
    }

    @Override
    public String title() {
        return "a process killed hard in the middle of synced writes, and started again";
    }

    @Override
    public void run(Stage stage) throws Exception {
        List<String> acknowledged = writeAndKill();
        stage.check(!acknowledged.isEmpty(), "killed after " + Human.count(acknowledged.size(), "acknowledged row"));
        CrashVerifier.Report report = startAgain(acknowledged);
        long onTheirWay = report.recoveredRecords() - acknowledged.size();
        stage.say("recovery took " + Human.nanos(report.recoveryNanos()) + " for "
                + Human.count(report.recoveredRecords(), "log record")
                + (onTheirWay > 0 ? ", " + onTheirWay + " of them not yet acknowledged" : ""));
        stage.check(
                report.missing() == 0 && report.found() == acknowledged.size(),
                "every acknowledged row was found: " + Human.count(report.found()) + " of "
                        + Human.count(acknowledged.size()));
    }

    private List<String> writeAndKill() throws IOException, InterruptedException {
        Process writer = start(CrashWriter.PROGRAM);
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            // measured from the first row on, because a container starts slowly on a busy machine
            long start = System.nanoTime();
            while (line != null) {
                if (!line.isEmpty() && line.charAt(line.length() - 1) == CrashWriter.END) {
                    acknowledged.add(line.substring(0, line.length() - 1));
                }
                if (acknowledged.size() >= rowsBeforeTheKill || System.nanoTime() - start > LONGEST_WRITING_NANOS) {
                    // by its handle: Process.destroyForcibly would close the pipe, which must be read to its end
                    writer.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
        } finally {
            writer.toHandle().destroyForcibly();
            writer.waitFor();
        }
        return acknowledged;
    }

    private CrashVerifier.Report startAgain(List<String> acknowledged) throws IOException, InterruptedException {
        Process verifier = start(CrashVerifier.PROGRAM);
        try (BufferedReader output = verifier.inputReader(StandardCharsets.UTF_8)) {
            try (BufferedWriter numbers = verifier.outputWriter(StandardCharsets.UTF_8)) {
                for (String number : acknowledged) {
                    numbers.write(number);
                    numbers.newLine();
                }
            }
            String line = output.readLine();
            if (line == null) {
                throw new IOException("the process that was started again ended with status " + verifier.waitFor());
            }
            return CrashVerifier.Report.parse(line);
        } finally {
            verifier.waitFor();
        }
    }

    private Process start(String program) throws IOException {
        return new ProcessBuilder(launcher, program, "--data", directory)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
