package org.allidb.storage.benchmarks;

import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.workload.Scenario;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The kinds of values that options of {@code ./allidb bench} have. */
final class OptionValues {

    private OptionValues() {}

    /** A whole number, in which {@code _} may stand between digits. */
    static final class WholeNumber implements ITypeConverter<Integer> {

        @Override
        public Integer convert(String text) {
            try {
                return Integer.valueOf(text.replace("_", ""));
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is no whole number");
            }
        }
    }

    /** The id of an engine. */
    static final class EngineName implements ITypeConverter<EngineKind> {

        @Override
        public EngineKind convert(String text) {
            return EngineKind.of(text)
                    .orElseThrow(() -> new TypeConversionException(
                            "there is no engine '" + text + "'; use " + String.join(", ", EngineKind.ids())));
        }
    }

    /** The id of a workload. */
    static final class WorkloadName implements ITypeConverter<String> {

        @Override
        public String convert(String text) {
            if (Scenario.workload(text).isEmpty()) {
                throw new TypeConversionException(
                        "there is no workload '" + text + "'; use " + String.join(", ", Scenario.ids(true)));
            }
            return text;
        }
    }
}
