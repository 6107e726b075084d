package org.allidb.storage.config.internal;

import java.util.Map;
import org.allidb.storage.api.config.DeclaredTenantOptions;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.Parameter;
import org.allidb.storage.api.config.Section;

/** The default configuration file, made from the records that define the parameters. */
final class DefaultFile {

    private static final int WIDTH = 96;
    private static final String COMMENT = "    #";

    private DefaultFile() {}

    static String text() {
        StringBuilder text = new StringBuilder();
        text.append("""
            # AlliDB Storage. Every parameter is here with its default; one that is left out has it too.
            # A parameter marked [live] takes effect when this file is saved, the others at the next start.
            # One that is marked [tenant] can have another value for single tenants: see 'declared' at the end.
            # An environment variable overrides a parameter: ALLIDB_STORAGE_WAL_FSYNC=false.
            storage:
            """);
        ConfigurationValues.sections().forEach((section, type) -> {
            appendSection(text, section, type);
            if (section.equals(DeclaredTenant.SECTION)) {
                appendDeclaredTenant(text);
            }
        });
        return text.toString();
    }

    /** Appends the declaration of a tenant, as an example that is no part of the configuration. */
    private static void appendDeclaredTenant(StringBuilder text) {
        comment(
                text,
                COMMENT,
                DeclaredTenantOptions.class.getAnnotation(Section.class).description() + " [live]");
        text.append("    # ").append(DeclaredTenant.KEY).append(":\n    #   acme:\n");
        Options.parameters(DeclaredTenantOptions.class).forEach((key, parameter) -> {
            comment(
                    text,
                    COMMENT + "     #",
                    parameter.description() + " Takes " + Options.allowed(DeclaredTenantOptions.class, key) + ".");
            text.append("    #     ")
                    .append(key)
                    .append(": ")
                    .append(parameter.byDefault().isEmpty() ? "''" : parameter.byDefault())
                    .append('\n');
        });
        comment(text, COMMENT + "     #", "The number of components that vectors of a name must have.");
        text.append("    #     ").append(DeclaredTenant.VECTORS).append(":\n    #       face: 512\n");
        comment(text, COMMENT + "     #", "Parameters marked [tenant] that this tenant sets for itself.");
        text.append("    #     ")
                .append(DeclaredTenant.PARAMETERS)
                .append(":\n    #       compaction.strategy: leveled\n");
    }

    private static void appendSection(StringBuilder text, String name, Class<?> type) {
        text.append("\n  # ")
                .append(type.getAnnotation(Section.class).description())
                .append("\n  ")
                .append(name)
                .append(":\n");
        for (Map.Entry<String, Parameter> entry : Options.parameters(type).entrySet()) {
            Parameter parameter = entry.getValue();
            String mark = ParameterMarks.of(parameter);
            comment(
                    text,
                    COMMENT,
                    parameter.description() + " Takes " + Options.allowed(type, entry.getKey()) + "." + mark);
            text.append("    ")
                    .append(entry.getKey())
                    .append(": ")
                    .append(parameter.byDefault())
                    .append('\n');
        }
    }

    private static void comment(StringBuilder text, String begin, String words) {
        StringBuilder line = new StringBuilder(begin);
        for (String word : words.split(" ", -1)) {
            if (line.length() + word.length() + 1 > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder(begin);
            }
            line.append(' ').append(word);
        }
        text.append(line).append('\n');
    }
}
