package org.allidb.storage.shell.internal.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.allidb.storage.api.CompactionSimulation;
import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.WriteHistory;
import org.allidb.storage.api.WriteHistory.Workload;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "compaction-simulate", description = "Compare compaction strategies; no data is touched.")
final class CompactionSimulateCommand extends ShellCommand {

    private static final double MILLIS_PER_MINUTE = 60_000;

    @Parameters(
            paramLabel = "STRATEGY",
            arity = "0..*",
            description =
                    "Strategies, with parameters of their own, such as unified:scaling=L10; all installed ones if left"
                            + " out.")
    private List<String> strategies = new ArrayList<>();

    @Option(
            names = "--workload",
            paramLabel = "WORKLOAD",
            description = "What is written: uniform, skewed, in-order, hot-and-new or new; uniform if left out.")
    private String workload = "uniform";

    @Option(names = "--rows", paramLabel = "N", description = "How many rows there are; 20000 if left out.")
    private int rows = 20_000;

    @Option(names = "--flush-rows", paramLabel = "N", description = "How many rows a flush has; 1000 if left out.")
    private int flushRows = 1_000;

    @Option(names = "--flushes", paramLabel = "N", description = "How many flushes there are; 400 if left out.")
    private int flushes = 400;

    @Option(names = "--deletes", paramLabel = "PERCENT", description = "How many of a hundred writes are deletes.")
    private int deletes;

    @Option(
            names = "--row-bytes",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "Bytes of a row, such as 16k, which it is if left out and not recorded.")
    private @Nullable Long rowBytes;

    @Option(
            names = "--every",
            paramLabel = "MINUTES",
            description = "Minutes from flush to flush; 1 if left out and not recorded.")
    private @Nullable Double every;

    @Option(names = "--expire", paramLabel = "MINUTES", description = "Minutes after which a row expires.")
    private @Nullable Double expire;

    @Option(names = "--seed", paramLabel = "N", description = "Chooses the rows.")
    private long seed = 1;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description =
                    "A history instead, recorded by compaction-record, or a line for each flush, such as: put 0..999"
                            + " 1200 delete 5..7")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A parameter of compaction for all strategies, such as target_file_mb=16.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    CompactionSimulateCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        WriteHistory history = history();
        TextTable table = new TextTable(
                "STRATEGY", "WRITE>", "READ>", "MOST>", "SPACE>", "MOST>", "MERGES>", "LARGEST>", "TABLES>");
        List<SimulationChart.Run> runs = new ArrayList<>();
        for (String strategy : strategies.isEmpty() ? installed() : strategies) {
            CompactionSimulation run = simulate(strategy, history);
            table.add(
                    strategy,
                    Human.factor(run.writeAmplification()),
                    Human.factor(run.readAmplification()),
                    run.mostTablesOverARow(),
                    Human.factor(run.spaceAmplification()),
                    Human.factor(run.mostSpaceAmplification()),
                    Human.count(run.merges()),
                    Human.bytes(run.largestMergeBytes()),
                    Human.count(run.tables()));
            runs.add(new SimulationChart.Run(strategy, run));
        }
        print(table);
        print("");
        new SimulationChart(runs).lines().forEach(this::print);
    }

    private CompactionSimulation simulate(String strategy, WriteHistory history) {
        String[] words = strategy.split(":", -1);
        Map<String, String> values = Options.values(platform().configuration().compaction());
        values.putAll(parameters);
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            String[] parameter = word.split("=", 2);
            if (parameter.length < 2) {
                throw new InvalidArgumentException("'" + word + "' of '" + strategy
                        + "' is no parameter; write a key and a value, as in unified:scaling=L10");
            }
            values.put(parameter[0], parameter[1]);
        }
        return platform().simulateCompaction(words[0], history, Options.make(CompactionOptions.class, values));
    }

    private WriteHistory history() {
        WriteHistory history = file == null
                ? WriteHistory.of(workload(), rows, flushRows, flushes, seed)
                : WriteHistory.parse(read(file));
        history = history.withDeletes(deletes);
        if (rowBytes != null) {
            history = history.withRowBytes((int) Math.min(rowBytes, Integer.MAX_VALUE));
        }
        if (every != null) {
            history = history.withInterval(minutes(every));
        }
        return expire == null ? history : history.withTimeToLive(minutes(expire));
    }

    private Workload workload() {
        for (Workload known : Workload.values()) {
            if (name(known).equals(workload)) {
                return known;
            }
        }
        throw new InvalidArgumentException("there is no workload '" + workload + "'; use one of "
                + String.join(
                        ", ",
                        Arrays.stream(Workload.values())
                                .map(CompactionSimulateCommand::name)
                                .toList()));
    }

    private static String name(Workload workload) {
        return workload.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private List<String> installed() {
        return platform().components().list().stream()
                .filter(info -> info.component().equals("strategy"))
                .map(ComponentInfo::name)
                .distinct()
                .toList();
    }

    private static Duration minutes(double minutes) {
        return Duration.ofMillis((long) (Math.max(0, minutes) * MILLIS_PER_MINUTE));
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new InvalidArgumentException("there is no file " + file + "; check the name", e);
        } catch (IOException e) {
            throw new StorageIoException("the file " + file + " cannot be read (" + e.getMessage() + ")", e);
        }
    }
}
