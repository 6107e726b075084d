package org.allidb.storage.benchmarks.workload;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.benchmarks.Figure;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every engine does every workload with a few entries; nothing is measured here. */
class SmokeTest {

    private static final int ENTRIES = 300;
    private static final double SECONDS = 0.01;

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void everyWorkloadRuns(EngineKind kind, @TempDir Path directory) {
        for (Scenario scenario : Scenario.values()) {
            if (!scenario.isFor(kind)) {
                continue;
            }
            List<Figure> figures = new ArrayList<>();
            Scale scale = scenario.scale(new Scale(ENTRIES, 100, SECONDS));
            try (Run run = new Run(kind, directory.resolve(scenario.name()), scale)) {
                scenario.workloads().forEach(workload -> workload.run(run));
                figures.addAll(run.figures());
            }
            // not every engine has tenants, a way past its log, and a graph
            boolean mayBeMissing =
                    scenario.title().endsWith(" tenants") || scenario == Scenario.BULK || scenario == Scenario.GRAPH;
            assertFalse(figures.isEmpty() && !mayBeMissing, kind + " measured nothing in " + scenario);
            assertTrue(figures.stream().allMatch(figure -> Double.isFinite(figure.value())), figures::toString);
        }
    }
}
