package org.allidb.storage.server.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.server.internal.command.CommandSpec.Group;
import org.junit.jupiter.api.Test;

/** The tables of docs/resp.md are made of the table of commands. {@code -Dallidb.golden.update=true} writes them again. */
class CommandPageTest {

    private static final Path PAGE = Path.of("../docs/resp.md");
    private static final String HEADING = "## Commands\n";

    @Test
    void thePageHasEveryCommand() throws IOException {
        String page = Files.readString(PAGE);
        String expected = page.substring(0, page.indexOf(HEADING)) + tables();
        if (Boolean.getBoolean("allidb.golden.update")) {
            Files.writeString(PAGE, expected);
        }
        assertEquals(
                expected,
                Files.readString(PAGE),
                PAGE + " is out of date; run this test with -Dallidb.golden.update=true and read the difference");
    }

    private static String tables() {
        StringBuilder text = new StringBuilder(HEADING);
        text.append("\nRoles: ");
        text.append(Stream.of(AccessRole.values()).map(AccessRole::toString).collect(Collectors.joining(", ")));
        text.append(". A dash needs no key.\n");
        for (Group group : Group.values()) {
            text.append("\n### ").append(title(group)).append("\n\n| command | for |\n|---|---|\n");
            CommandTable.ALL.all().stream()
                    .filter(spec -> spec.group() == group)
                    .forEach(spec -> text.append("| `")
                            .append(usage(spec))
                            .append("` | ")
                            .append(roles(spec))
                            .append(" |\n"));
        }
        return text.toString();
    }

    private static String title(Group group) {
        return switch (group) {
            case STRING -> "Plain values";
            case GENERIC -> "Keys";
            case TRANSACTIONS -> "Transactions";
            case VECTOR_SET -> "Vectors";
            case HASH -> "What is known of an entity";
            case ALLIDB -> "Entities, edges, chunks and keys";
            case CONNECTION -> "The connection";
            case SERVER -> "The server";
        };
    }

    private static String usage(CommandSpec spec) {
        return (spec.name().toUpperCase(Locale.ROOT) + " " + spec.syntax())
                .strip()
                .replace("|", "\\|");
    }

    private static String roles(CommandSpec spec) {
        if (!spec.needsAccess()) {
            return "–";
        }
        String roles = Stream.of(AccessRole.values())
                .filter(role -> spec.effect().isAllowed(role))
                .map(AccessRole::toString)
                .collect(Collectors.joining(", "));
        return roles.equals(
                        Stream.of(AccessRole.values()).map(AccessRole::toString).collect(Collectors.joining(", ")))
                ? "all"
                : roles;
    }
}
