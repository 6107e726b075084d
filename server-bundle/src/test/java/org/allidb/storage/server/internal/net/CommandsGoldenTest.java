package org.allidb.storage.server.internal.net;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allidb.storage.testkit.GoldenScript;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scripts in {@code src/test/golden}: what is answered to commands. The first line of a case says what it is about, and in which
 * version of the protocol if that is RESP 3. Each other line is a command; words in quotes may have spaces. All commands of a
 * case are sent before an answer is read.
 */
class CommandsGoldenTest {

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @TempDir
    static Path directory;

    private static OpenDoor door;

    @BeforeAll
    static void open() {
        door = OpenDoor.of(directory, Map.of("engine.durability", "buffered"));
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @TestFactory
    List<DynamicTest> scripts() throws IOException {
        return GoldenScript.tests(Path.of("src/test/golden"), (about, commands) -> {
            try (Wire wire = door.connect()) {
                if (about.endsWith("RESP 3")) {
                    wire.call("hello", "3");
                }
                commands.forEach(command -> wire.send(words(command)));
                List<String> answers = new ArrayList<>();
                for (String command : commands) {
                    String answer = wire.read();
                    answers.add(command.startsWith("ttl ") ? withoutHaste(answer) : answer);
                }
                return String.join("\n", answers);
            }
        });
    }

    /** Times to live are multiples of 50 s in the scripts; a machine under load takes some seconds from command to command. */
    private static String withoutHaste(String answer) {
        long left = Long.parseLong(answer.replace("(integer) ", ""));
        return left > 0 ? "(integer) " + (left + 49) / 50 * 50 : answer;
    }

    private static String[] words(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words.toArray(String[]::new);
    }
}
