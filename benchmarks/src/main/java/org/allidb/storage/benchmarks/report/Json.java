package org.allidb.storage.benchmarks.report;

import java.util.List;
import java.util.stream.Collectors;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.workload.Scenario;

/** The results as JSON, every round's figures. */
public final class Json {

    private Json() {}

    /** One object: the number of entries, the setting, and a list of figures. */
    public static String of(Results results, List<EngineKind> engines, List<String> setting, int entries) {
        StringBuilder text = new StringBuilder("{\n  \"entries\": " + entries + ",\n  \"setting\": [");
        text.append(setting.stream().map(Json::quoted).collect(Collectors.joining(", ")));
        text.append("],\n  \"figures\": [");
        String separator = "\n    ";
        for (Scenario scenario : results.scenarios()) {
            for (Results.Subject subject : results.subjects(scenario)) {
                for (EngineKind kind : engines) {
                    if (results.sample(kind, subject).isPresent()) {
                        text.append(separator).append(figure(kind, scenario, subject, results.sample(kind, subject).get()));
                        separator = ",\n    ";
                    }
                }
            }
        }
        return text.append("\n  ]\n}\n").toString();
    }

    private static String figure(EngineKind kind, Scenario scenario, Results.Subject subject, Sample sample) {
        return "{\"engine\": " + quoted(kind.id())
                + ", \"scenario\": " + quoted(scenario.name())
                + ", \"workload\": " + quoted(subject.workload())
                + ", \"metric\": " + quoted(subject.metric().name())
                + ", \"unit\": " + quoted(subject.metric().unit())
                + ", \"higherIsBetter\": " + subject.metric().higherIsBetter()
                + ", \"median\": " + sample.median()
                + ", \"rounds\": " + sample.values() + "}";
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char character : text.toCharArray()) {
            if (character == '"' || character == '\\') {
                quoted.append('\\').append(character);
            } else if (character < ' ') {
                quoted.append(String.format("\\u%04x", (int) character));
            } else {
                quoted.append(character);
            }
        }
        return quoted.append('"').toString();
    }
}
