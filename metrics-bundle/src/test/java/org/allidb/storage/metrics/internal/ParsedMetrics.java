package org.allidb.storage.metrics.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Prometheus' text format 0.0.4 and OpenMetrics 1.0 as strictly as their specifications are written, and knows nothing of how ours
 * are made.
 */
public final class ParsedMetrics {

    private static final Pattern COMMENT = Pattern.compile("# (TYPE|HELP|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)", Pattern.DOTALL);
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\\\\\|\\\\\"|\\\\n)*)\"(,|$)");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, String> helps = new LinkedHashMap<>();
    private final Map<String, String> units = new LinkedHashMap<>();
    private final Map<String, Double> samples = new LinkedHashMap<>();
    private final boolean open;

    private ParsedMetrics(boolean open) {
        this.open = open;
    }

    public static ParsedMetrics ofPrometheus(String text) {
        return new ParsedMetrics(false).read(text);
    }

    public static ParsedMetrics ofOpenMetrics(String text) {
        if (!text.endsWith("\n# EOF\n")) {
            throw new IllegalArgumentException("no # EOF at the end");
        }
        return new ParsedMetrics(true).read(text.substring(0, text.length() - "# EOF\n".length()));
    }

    /** Returns the type by family. */
    public Map<String, String> types() {
        return types;
    }

    public Map<String, String> units() {
        return units;
    }

    public Map<String, String> helps() {
        return helps;
    }

    /** Returns the values by name and labels: {@code name{a=b}}, the labels as they are without quotes and escapes. */
    public Map<String, Double> samples() {
        return samples;
    }

    public double value(String sample) {
        Double value = samples.get(sample);
        if (value == null) {
            throw new NoSuchElementException(sample + " is not in " + samples.keySet());
        }
        return value;
    }

    private ParsedMetrics read(String text) {
        if (!text.isEmpty() && !text.endsWith("\n")) {
            throw new IllegalArgumentException("the last line has no end");
        }
        String family = "";
        List<String> finished = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (line.startsWith("#")) {
                Matcher comment = COMMENT.matcher(line);
                require(comment.matches(), line);
                if (!comment.group(2).equals(family)) {
                    finished.add(family);
                    family = comment.group(2);
                    require(!finished.contains(family), "a family comes twice: " + line);
                }
                Map<String, String> target = switch (comment.group(1)) {
                    case "TYPE" -> types;
                    case "HELP" -> helps;
                    default -> units;
                };
                require(target.put(family, comment.group(3)) == null, "twice: " + line);
            } else {
                sample(line, family);
            }
        }
        return this;
    }

    private void sample(String line, String family) {
        Matcher sample = SAMPLE.matcher(line);
        require(sample.matches(), line);
        String name = sample.group(1);
        String type = types.get(family);
        require(
                type != null && suffixes(type).contains(name.substring(Math.min(family.length(), name.length()))),
                line);
        require(name.startsWith(family), line);
        StringBuilder key = new StringBuilder(name);
        if (sample.group(2) != null) {
            Matcher label = LABEL.matcher(sample.group(2));
            int end = 0;
            List<String> labels = new ArrayList<>();
            while (end < sample.group(2).length()) {
                require(label.find(end) && label.start() == end, line);
                labels.add(label.group(1) + "="
                        + label.group(2)
                                .replace("\\n", "\n")
                                .replace("\\\"", "\"")
                                .replace("\\\\", "\\"));
                end = label.end();
            }
            key.append(labels.toString().replaceFirst("^\\[", "{").replaceFirst("]$", "}"));
        }
        require(
                samples.put(key.toString(), Double.parseDouble(sample.group(3).replace("+Inf", "Infinity"))) == null,
                line);
    }

    private List<String> suffixes(String type) {
        return switch (type) {
            case "counter" -> open ? List.of("_total") : List.of("");
            case "gauge" -> List.of("");
            case "histogram" -> List.of("_bucket", "_sum", "_count");
            default -> throw new IllegalArgumentException("unknown type " + type);
        };
    }

    private static void require(boolean holds, String line) {
        if (!holds) {
            throw new IllegalArgumentException(line);
        }
    }
}
