package org.allidb.storage.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.allidb.storage.benchmarks.report.Curve;
import org.allidb.storage.benchmarks.report.ReadmeCharts;
import org.allidb.storage.benchmarks.report.Results;
import org.allidb.storage.benchmarks.report.ResultsFile;

/** The part of the documentation that is made from results. */
final class Documentation {

    private static final Path DIRECTORY = Path.of("docs", "performance");
    private static final String RESULTS = "results.json";

    private Documentation() {}

    /** Writes it from what a run of one or several sizes left in a directory. */
    static void write(Path out, List<Integer> sizes) throws IOException {
        write(
                sizes.size() == 1
                        ? List.of(out.resolve(RESULTS))
                        : sizes.stream()
                                .map(size -> out.resolve(size.toString()).resolve(RESULTS))
                                .toList());
    }

    /**
     * Writes it from files of results: charts and tables of the one in the middle by size, and the curve
     * if there are several.
     *
     * @throws IllegalArgumentException if a file is missing or something else
     */
    static void write(List<Path> files) throws IOException {
        SortedMap<Integer, ResultsFile> runs = new TreeMap<>();
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new IllegalArgumentException("there is no file " + file + " to report on");
            }
            ResultsFile run = ResultsFile.of(Files.readString(file));
            runs.put(run.entries(), run);
        }
        ResultsFile middle = List.copyOf(runs.values()).get(runs.size() / 2);
        ReadmeCharts.write(middle.results(), middle.engines(), middle.setting(), DIRECTORY);
        if (runs.size() > 1) {
            SortedMap<Integer, Results> bySize = new TreeMap<>();
            runs.forEach((entries, run) -> bySize.put(entries, run.results()));
            // The first line of the setting is the number of entries.
            List<String> setting = middle.setting().subList(1, middle.setting().size());
            new Curve(bySize, middle.engines(), setting).write(DIRECTORY);
        }
        System.out.println("Charts and tables: " + DIRECTORY);
    }
}
