package org.allidb.storage.benchmarks;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.text.Paragraphs;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.workload.Scenario;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command line of {@code ./allidb bench}: picocli fills the fields in, then their ranges are checked. */
@Command(
        name = "./allidb bench",
        description = "AlliDB Storage side by side with RocksDB, LMDB, H2 MVStore and Xodus.",
        sortOptions = false,
        footer = {
            "",
            "Everything with the defaults takes about an hour and a half on two cores. The results are a table here,"
                    + " and results.json, results.md and a chart (SVG) for each scenario in DIR.",
            ""
        })
final class Options {

    private static final int LINE = 100;
    private static final String INDENT = "  ";
    private static final int MOST_ROUNDS = 100;
    private static final int MOST_ENTRIES = 100_000_000;
    private static final int MOST_MEGABYTES = 1 << 20;
    private static final double LEAST_SECONDS = 0.1;
    private static final double MOST_SECONDS = 600;
    /** The option whose words are JMH's. */
    static final String INNER = "--inner";

    private static final String FAST = "--fast";
    private static final String ENGINES = "--engines";
    private static final Map<String, String> FAST_VALUES =
            Map.of("--entries", "100000", "--seconds", "0.3", "--rounds", "1", ENGINES, "allidb,rocksdb,lmdb,mvstore");
    private static final Map<String, String> VALUES = Map.of(
            "--entries",
            "2000000",
            "--seconds",
            "3",
            "--rounds",
            "3",
            "--heap",
            "4096",
            "--memory",
            "0",
            ENGINES,
            String.join(",", EngineKind.compared().stream().map(EngineKind::id).toList()),
            "--workloads",
            String.join(",", Scenario.ids(false)),
            "--out",
            "benchmarks/target/bench",
            "--work",
            "benchmarks/target/bench-work");

    @Option(
            names = FAST,
            description =
                    "100,000 entries, one round, without universal RocksDB and Xodus: two to three minutes, good for a"
                            + " first look only.")
    @SuppressWarnings("UnusedVariable") // its values are the defaults
    private boolean fast;

    @Option(
            names = "--entries",
            paramLabel = "N",
            split = ",",
            converter = OptionValues.WholeNumber.class,
            description = "Entries of 16 + 100 bytes; 2000000 if left out. Several, as in 200000,2000000,20000000, do"
                    + " everything with each, and show the curve.")
    private List<Integer> sizes = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            converter = OptionValues.WholeNumber.class,
            description = "How often everything is done; 3 if left out.")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long each timed workload is measured; 3 if left out.")
    private double seconds;

    @Option(
            names = "--heap",
            paramLabel = "MB",
            converter = OptionValues.WholeNumber.class,
            description = "The heap of each JVM; 4096 if left out.")
    private int heapMegabytes;

    @Option(
            names = "--memory",
            paramLabel = "MB",
            converter = OptionValues.WholeNumber.class,
            description =
                    "Limits what each process may take: heap, native memory and the page cache of its files together,"
                        + " so that data is larger than caches. Needs systemd, or root and control groups, and stops"
                        + " where neither is there.")
    private int memoryMegabytes;

    @Option(
            names = ENGINES,
            paramLabel = "ENGINE",
            split = ",",
            converter = OptionValues.EngineName.class,
            description = "Only these engines.")
    private List<EngineKind> engines = List.of();

    @Option(
            names = "--workloads",
            paramLabel = "WORKLOAD",
            split = ",",
            converter = OptionValues.WorkloadName.class,
            description = "Only these workloads.")
    private List<String> workloads = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the results go; benchmarks/target/bench if left out.")
    private Path out = Path.of("");

    @Option(names = "--readme", description = "Also writes the documentation's charts and tables: docs/performance.")
    private boolean readme;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            split = ",",
            description =
                    "Only writes those, from results.json of an earlier run; of several runs with different numbers of"
                            + " entries the curve, too.")
    private List<Path> report = List.of();

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where the stores are made and deleted, on the disk to be measured.")
    private Path work = Path.of("");

    @Option(names = INNER, description = "The inner parts instead, with JMH; what follows are JMH's own options.")
    @SuppressWarnings("UnusedVariable") // it is looked for before the rest is parsed
    private boolean inner;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This text.")
    private boolean help;

    private Options() {}

    /**
     * Reads a command line.
     *
     * @throws ParameterException if it cannot be understood
     */
    static Options of(List<String> words) {
        Options options = new Options();
        CommandLine line = new CommandLine(options);
        Map<String, String> values = new HashMap<>(VALUES);
        values.putAll(words.contains(FAST) ? FAST_VALUES : Map.of());
        line.setDefaultValueProvider(
                argument -> argument instanceof OptionSpec option ? values.get(option.longestName()) : null);
        line.parseArgs(words.toArray(String[]::new));
        if (!options.help) {
            options.check(line);
        }
        return options;
    }

    /** Returns the help text: all options and workloads. */
    static String usage() {
        CommandLine line = new CommandLine(new Options());
        line.setUsageHelpWidth(LINE);
        return line.getUsageMessage(CommandLine.Help.Ansi.OFF)
                + "Engines:" + System.lineSeparator()
                + Paragraphs.wrap(INDENT + String.join(" ", EngineKind.ids()), INDENT)
                + "Workloads (the last only when it is asked for):" + System.lineSeparator()
                + Paragraphs.wrap(INDENT + String.join(" ", Scenario.ids(true)), INDENT);
    }

    private void check(CommandLine line) {
        sizes.forEach(size -> check(line, "--entries", size, 100, MOST_ENTRIES));
        check(line, "--rounds", rounds, 1, MOST_ROUNDS);
        check(line, "--heap", heapMegabytes, 64, MOST_MEGABYTES);
        check(line, "--memory", memoryMegabytes, 0, MOST_MEGABYTES);
        if (!(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
            throw new ParameterException(line, "--seconds takes a number from 0.1 to 600, not '" + seconds + "'");
        }
        if (memoryMegabytes > 0 && memoryMegabytes <= heapMegabytes) {
            throw new ParameterException(
                    line,
                    "--memory must be more than the heap of " + heapMegabytes
                            + " MB, which a process needs beside its native memory; --heap makes that smaller");
        }
    }

    private static void check(CommandLine line, String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    line, name + " takes a whole number from " + least + " to " + most + ", not '" + value + "'");
        }
    }

    /** Returns whether only the help text is wanted. */
    boolean isHelp() {
        return help;
    }

    /** Returns the numbers of entries, rising; everything is done with each. */
    List<Integer> sizes() {
        return sizes.stream().distinct().sorted().toList();
    }

    /** Returns how long a timed workload is measured. */
    double seconds() {
        return seconds;
    }

    /** Returns how often everything is done. */
    int rounds() {
        return rounds;
    }

    /** Returns the heap of each JVM. */
    int heapMegabytes() {
        return heapMegabytes;
    }

    /** Returns the limit of the memory and page cache of each JVM; 0 for none. */
    int memoryMegabytes() {
        return memoryMegabytes;
    }

    List<EngineKind> engines() {
        return engines;
    }

    List<String> workloads() {
        return workloads;
    }

    /** Results of earlier runs to report on, with nothing measured; empty to measure. */
    List<Path> report() {
        return report;
    }

    /** Returns whether the documentation's charts and tables are written too. */
    boolean readme() {
        return readme;
    }

    /** Returns where the results are written. */
    Path out() {
        return out;
    }

    /** Returns where the stores are made. */
    Path work() {
        return work;
    }
}
