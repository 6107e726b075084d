package org.allidb.storage.metrics.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.allidb.storage.api.MissingComponent;
import org.allidb.storage.api.statistics.PlatformStatistics;

/** Judges figures. Its texts name parts and numbers, and no tenant. */
public final class Readiness {

    private Readiness() {}

    /** Returns why a platform cannot do its work; empty if it can. */
    public static List<String> reasons(PlatformStatistics statistics, List<MissingComponent> missing) {
        List<String> reasons = new ArrayList<>();
        int hanging = statistics.hangingOperations();
        if (hanging > 0) {
            reasons.add(counted(hanging, "call of the file system hangs", "calls of the file system hang")
                    + "; look at the disk, and at the events of kind SLOW_OPERATION");
        }
        for (MissingComponent each : missing) {
            reasons.add("the " + each.component() + " '" + each.name() + "' is not installed"
                    + each.parameters().stream().collect(Collectors.joining(", ", ", which ", " names"))
                    + "; install the bundle that has it");
        }
        return reasons;
    }

    /** Returns what an operator should look at although the platform does its work. */
    public static List<String> warnings(PlatformStatistics statistics) {
        List<String> warnings = new ArrayList<>();
        long damaged = statistics.scrub().damaged();
        if (damaged > 0) {
            warnings.add(counted(damaged, "table was found damaged", "tables were found damaged")
                    + " since the start; the events of kind FAILURE name tenant and file: restore it from a backup");
        }
        long unreadable = statistics.scrub().unreadable();
        if (unreadable > 0) {
            warnings.add(counted(unreadable, "table could not be read", "tables could not be read")
                    + " by the scrub; the events of kind FAILURE say why");
        }
        return warnings;
    }

    private static String counted(long number, String one, String many) {
        return number == 1 ? "1 " + one : number + " " + many;
    }
}
