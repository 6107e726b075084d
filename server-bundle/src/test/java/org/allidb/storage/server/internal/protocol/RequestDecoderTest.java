package org.allidb.storage.server.internal.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

/** Bytes of clients, in whatever pieces they come. */
class RequestDecoderTest {

    private static final RequestLimits LIMITS = new RequestLimits(100, 1_000_000, true);

    private final RequestDecoder decoder = new RequestDecoder(() -> LIMITS);
    private final List<String> commands = new ArrayList<>();

    private void take(String bytes) throws ProtocolException {
        decoder.take(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)), this::arrived);
    }

    private void arrived(Request request) {
        commands.add(request.arguments().stream()
                .map(argument -> new String(argument, StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining("|")));
    }

    @Test
    void arraysAndLinesAreCommands() throws ProtocolException {
        take("*2\r\n$3\r\nGET\r\n$0\r\n\r\n*0\r\n*-1\r\n\r\nset  a\t'it\\'s' \"a\\x41\\n\\\"\"\nping\r\n");
        assertEquals(List.of("GET|", "set|a|it's|aA\n\"", "ping"), commands);
        assertFalse(decoder.isAmid());
    }

    @Test
    void commandsAreTheSameInAllPieces() throws ProtocolException {
        String all = "*3\r\n$3\r\nset\r\n$1\r\na\r\n$5\r\n\r\n\r\n*\r\nping 'x y'\r\n*1\r\n$4\r\nquit\r\n";
        for (int piece = 1; piece < all.length(); piece++) {
            commands.clear();
            for (int from = 0; from < all.length(); from += piece) {
                take(all.substring(from, Math.min(all.length(), from + piece)));
            }
            assertEquals(List.of("set|a|\r\n\r\n*", "ping|x y", "quit"), commands, "in pieces of " + piece);
        }
    }

    @Test
    void randomCommandsInRandomPiecesArrive() throws ProtocolException {
        Random random = new Random(Seed.get());
        StringBuilder all = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            List<String> words = new ArrayList<>();
            all.append('*').append(1 + i % 5).append("\r\n");
            for (int word = 0; word <= i % 5; word++) {
                String text = random.ints(random.nextInt(i == 7 ? 100_000 : 40), 0, 256)
                        .mapToObj(c -> String.valueOf((char) c))
                        .collect(Collectors.joining());
                words.add(text);
                all.append('$')
                        .append(text.length())
                        .append("\r\n")
                        .append(text)
                        .append("\r\n");
            }
            expected.add(String.join("|", words));
        }
        for (int from = 0; from < all.length(); ) {
            int to = Math.min(all.length(), from + 1 + random.nextInt(random.nextInt(10) == 0 ? 50_000 : 50));
            take(all.substring(from, to));
            from = to;
        }
        assertEquals(expected, commands);
    }

    @Test
    void aDeclaredLengthReservesNothing() throws ProtocolException {
        take("*100\r\n$900000\r\nx");
        assertTrue(decoder.isAmid());
        assertTrue(decoder.heldBytes() < 20_000, "holds " + decoder.heldBytes());
    }

    /** All arguments together are bounded, and not each alone. */
    @Test
    void argumentsTogetherAreBounded() throws ProtocolException {
        String half = "x".repeat(600_000);
        take("*3\r\n$3\r\nset\r\n$600000\r\n" + half + "\r\n");
        assertEquals(
                "invalid bulk length",
                assertThrows(ProtocolException.class, () -> take("$600000\r\n")).getMessage());
        assertEquals(List.of(), commands);
    }

    @Test
    void linesOfTooManyWordsAreRefused() {
        assertEquals(
                "too many arguments; at most 100 are allowed",
                assertThrows(ProtocolException.class, () -> take("a ".repeat(101) + "\r\n"))
                        .getMessage());
    }
}
