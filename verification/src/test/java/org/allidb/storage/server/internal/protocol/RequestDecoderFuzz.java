package org.allidb.storage.server.internal.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes of clients of the network door. */
class RequestDecoderFuzz {

    private static final RequestLimits LIMITS = new RequestLimits(16, 1_000, true);
    /** The longest line, and what one doubling reserves beyond it. */
    private static final int MOST_HELD = 1_000 + 2 * 1_000 + 2 * 65_536;

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "\3*2\r\n$3\r\nGET\r\n$1\r\na\r\n*1\r\n$4\r\nPING\r\n",
                        "\7set a 'b c' \"d\\x00\\n\"\r\nping\n",
                        "\1*-1\r\n*0\r\n\r\n*1\r\n$0\r\n\r\n",
                        "\2*1\r\n$1000\r\n",
                        "\5*16\r\n$1\r\na\r\n$2\r\nbc\r\n",
                        "\4*1\r\n*1\r\n$1\r\na\r\n",
                        "\6POST / HTTP/1.1\r\nHost: x\r\n")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The first byte says where the rest is cut in two. */
    @MethodSource("seeds")
    @FuzzTest
    void bytesAreCommandsOrRefusedInAnyPieces(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        byte[] sent = Arrays.copyOfRange(bytes, 1, bytes.length);
        int cut = Math.min(sent.length, bytes[0] & 0xFF);
        List<String> whole = outcome(sent, sent.length);
        assertEquals(whole, outcome(sent, cut));
        List<String> single = new ArrayList<>();
        decode(single, sent, 1);
        assertEquals(whole, single);
    }

    private static List<String> outcome(byte[] sent, int cut) {
        List<String> outcome = new ArrayList<>();
        decode(outcome, sent, Math.max(1, cut));
        return outcome;
    }

    /** Decodes pieces of a size, and notes the commands, and how it ended. */
    private static void decode(List<String> outcome, byte[] sent, int piece) {
        RequestDecoder decoder = new RequestDecoder(() -> LIMITS);
        try {
            for (int from = 0; from < sent.length; from += piece) {
                ByteBuffer in = ByteBuffer.wrap(sent, from, Math.min(piece, sent.length - from));
                decoder.take(in, request -> note(outcome, request));
                assertTrue(!in.hasRemaining());
                assertTrue(decoder.heldBytes() <= MOST_HELD, "holds " + decoder.heldBytes());
            }
            outcome.add(decoder.isAmid() ? "amid a command" : "complete");
        } catch (ProtocolException e) {
            assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e.getMessage());
            outcome.add("refused: " + e.getMessage());
        }
    }

    private static void note(List<String> outcome, Request request) {
        assertTrue(request.arguments().size() <= LIMITS.arguments());
        assertTrue(request.arguments().stream()
                        .mapToInt(argument -> argument.length)
                        .sum()
                <= LIMITS.bytes());
        outcome.add(request.arguments().stream().map(Arrays::toString).toList().toString());
        assertEquals(request.name(), request.name().toLowerCase(Locale.ROOT));
    }
}
