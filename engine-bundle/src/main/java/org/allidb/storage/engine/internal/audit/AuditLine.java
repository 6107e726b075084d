package org.allidb.storage.engine.internal.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.allidb.storage.api.event.StorageEvent;

/**
 * The lines of an audit trail: JSON objects in UTF-8, one on a line. The last member of each is its chain: SHA-256 of the chain
 * of the line before, and of this line up to its chain. So a line that is changed, taken out or put in breaks all chains behind
 * it.
 *
 * <pre>
 *   first line   {"audit":1,"file":3,"sequence":120,"previous":"64 hexadecimal digits","chain":"64 hexadecimal digits"}
 *   others       {"sequence":121,"at":"2026-11-30T00:00:00.123Z","type":"TENANT","tenant":"a","message":"…",
 *                 "figures":{"bytes":1},"chain":"64 hexadecimal digits"}
 * </pre>
 *
 * <p>{@code previous} is the chain of the last line of the file before, and zeros in the first file. {@code sequence} of a first
 * line is that of the last event before it. {@code tenant} and {@code figures} are left out where there are none. {@code missing}
 * counts events before this one that could not be written.
 */
final class AuditLine {

    /** The chain before the first line of the first file. */
    static final String NO_CHAIN = "0".repeat(64);

    private static final String CHAIN = ",\"chain\":\"";
    private static final String END = "\"}";
    private static final int CHAIN_LENGTH = CHAIN.length() + NO_CHAIN.length() + END.length();

    private AuditLine() {}

    /** Returns the first line of a file. */
    static String first(long file, long sequence, String previous) {
        return chained(
                previous,
                "{\"audit\":1,\"file\":" + file + ",\"sequence\":" + sequence + ",\"previous\":\"" + previous + "\"");
    }

    /** Returns the line of an event, behind as many that are missing. */
    static String of(long sequence, long missing, StorageEvent event, String previous) {
        StringBuilder line = new StringBuilder(256);
        line.append("{\"sequence\":").append(sequence);
        if (missing > 0) {
            line.append(",\"missing\":").append(missing);
        }
        line.append(",\"at\":\"").append(Instant.ofEpochMilli(event.wallMillis()));
        line.append("\",\"type\":\"").append(event.type()).append('"');
        event.tenant().ifPresent(tenant -> text(line.append(",\"tenant\":"), tenant.toString()));
        text(line.append(",\"message\":"), event.message());
        String separator = ",\"figures\":{";
        for (Map.Entry<String, Long> figure : new TreeMap<>(event.figures()).entrySet()) {
            text(line.append(separator), figure.getKey());
            line.append(':').append(figure.getValue());
            separator = ",";
        }
        if (!event.figures().isEmpty()) {
            line.append('}');
        }
        return chained(previous, line.toString());
    }

    /** Returns the chain that a line says, and nothing where it is none. */
    static String chain(String line) {
        int at = line.length() - CHAIN_LENGTH;
        return at > 0 && line.startsWith(CHAIN, at) && line.endsWith(END)
                ? line.substring(at + CHAIN.length(), line.length() - END.length())
                : "";
    }

    /** Returns whether a line is as it was written behind a chain. */
    static boolean isIntact(String line, String previous) {
        return !chain(line).isEmpty()
                && chained(previous, line.substring(0, line.length() - CHAIN_LENGTH))
                        .equals(line);
    }

    /** Returns a number of a line, -1 if it has none of that name. */
    static long number(String line, String name) {
        String member = "\"" + name + "\":";
        int from = line.indexOf(member);
        if (from < 0) {
            return -1;
        }
        from += member.length();
        int to = from;
        while (to < line.length() && Character.isDigit(line.charAt(to))) {
            to++;
        }
        return to == from ? -1 : Long.parseLong(line, from, to, 10);
    }

    private static String chained(String previous, String start) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(previous.getBytes(StandardCharsets.US_ASCII));
            byte[] hash = digest.digest(start.getBytes(StandardCharsets.UTF_8));
            return start + CHAIN + HexFormat.of().formatHex(hash) + END;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void text(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ') {
                line.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }
}
