package org.allidb.storage.shell.internal.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.allidb.storage.api.CompactionSimulation;
import org.allidb.storage.api.text.Human;

/** A picture of simulations beside each other: bars of their amplifications, and space over time. */
record SimulationChart(List<Run> runs) {

    private static final int BAR = 50;
    private static final int TIMES = 60;
    private static final String STEPS = "▁▂▃▄▅▆▇█";

    /** A simulation and what it is called. */
    record Run(String name, CompactionSimulation simulation) {}

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        bars("bytes written for each byte flushed", CompactionSimulation::writeAmplification, lines);
        bars("tables over a row", CompactionSimulation::readAmplification, lines);
        bars("bytes of tables for each byte that lives", CompactionSimulation::spaceAmplification, lines);
        double most = runs.stream()
                .flatMap(run -> times(run.simulation()).stream())
                .max(Comparator.naturalOrder())
                .orElse(1.0);
        lines.add("the same over time, from 1 to " + Human.factor(most));
        runs.forEach(run -> lines.add("  " + name(run) + "  " + curve(times(run.simulation()), most)));
        return lines;
    }

    private void bars(String title, ToDoubleFunction<CompactionSimulation> figure, List<String> lines) {
        double most = runs.stream()
                .mapToDouble(run -> figure.applyAsDouble(run.simulation()))
                .max()
                .orElse(1);
        lines.add(title);
        for (Run run : runs) {
            double value = figure.applyAsDouble(run.simulation());
            int length = most == 0 ? 0 : (int) Math.round(BAR * value / most);
            lines.add("  " + name(run) + "  " + "█".repeat(length) + " " + Human.factor(value));
        }
        lines.add("");
    }

    /** Returns the names in one width. */
    private String name(Run run) {
        int width = runs.stream().mapToInt(each -> each.name().length()).max().orElse(0);
        return run.name() + " ".repeat(width - run.name().length());
    }

    /** Returns the mean of each stretch of time. */
    private static List<Double> times(CompactionSimulation run) {
        List<Double> all = run.spaceOverTime();
        int stretches = Math.min(TIMES, all.size());
        List<Double> means = new ArrayList<>();
        for (int i = 0; i < stretches; i++) {
            means.add(all.subList(i * all.size() / stretches, (i + 1) * all.size() / stretches).stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElse(1));
        }
        return means;
    }

    private static String curve(List<Double> times, double most) {
        StringBuilder curve = new StringBuilder();
        for (double time : times) {
            double share = most <= 1 ? 0 : (time - 1) / (most - 1);
            curve.append(STEPS.charAt(Math.clamp(Math.round(share * (STEPS.length() - 1)), 0, STEPS.length() - 1)));
        }
        return curve.toString();
    }
}
