package org.allidb.storage.config.internal;

import org.allidb.storage.api.config.Parameter;

/** What stands behind the description of a parameter: when a change takes effect, and for whom it can be set. */
public final class ParameterMarks {

    /** What the marks mean, for users. */
    public static final String MEANING =
            "What is marked [live] takes effect at once, the rest at the next start. What is"
                    + " marked [tenant] can be set for single tenants, too.";

    private ParameterMarks() {}

    /** Returns the marks of a parameter, with a blank before them; empty if it has none. */
    public static String of(Parameter parameter) {
        if (!parameter.live()) {
            return "";
        }
        return parameter.perTenant() ? " [live] [tenant]" : " [live]";
    }
}
