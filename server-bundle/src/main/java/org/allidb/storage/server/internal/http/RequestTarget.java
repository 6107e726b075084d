package org.allidb.storage.server.internal.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.allidb.storage.spi.http.HttpRefusedException;

/**
 * The target of a request: path and query, decoded once (RFC 3986, RFC 9112 section 3.2.1). What proxies, browsers and servers read in
 * different ways is refused.
 *
 * @param segments the path without its first slash, taken apart at slashes; a slash at the end makes a last empty one
 * @param query the parameters
 */
public record RequestTarget(List<String> segments, Map<String, String> query) {

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*");
    private static final Pattern ESCAPED = Pattern.compile(".*%[0-9A-Fa-f]{2}.*", Pattern.DOTALL);

    /**
     * Takes a target apart.
     *
     * @throws HttpRefusedException if it is not allowed
     */
    public static RequestTarget of(String target) {
        if (!target.startsWith("/")) {
            throw HttpRefusedException.badRequest(
                    "the target of a request is a path that starts with a slash, not a whole URI or a '*'");
        }
        if (!ALLOWED.matcher(target).matches()) {
            throw HttpRefusedException.badRequest(
                    "the target of a request has a character that must be written with a percent sign");
        }
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        return new RequestTarget(segments(path), query(mark < 0 ? "" : target.substring(mark + 1)));
    }

    private static List<String> segments(String path) {
        if (path.equals("/")) {
            return List.of();
        }
        String[] parts = path.substring(1).split("/", -1);
        List<String> segments = new ArrayList<>(parts.length);
        for (int i = 0; i < parts.length; i++) {
            String segment = decode(parts[i]);
            boolean empty = segment.isEmpty() && i < parts.length - 1;
            if (empty || segment.equals(".") || segment.equals("..")) {
                throw HttpRefusedException.badRequest(
                        "a path has no empty segments, and none that is '.' or '..'; write such a name with b64:");
            }
            segments.add(segment);
        }
        return List.copyOf(segments);
    }

    private static Map<String, String> query(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (!query.isEmpty()) {
            for (String part : query.split("&", -1)) {
                int equals = part.indexOf('=');
                String name = decode(equals < 0 ? part : part.substring(0, equals));
                String value =
                        equals < 0 ? "" : decode(part.substring(equals + 1).replace('+', ' '));
                if (name.isEmpty() || parameters.put(name, value) != null) {
                    throw HttpRefusedException.badRequest("a query has each parameter once, and none without a name");
                }
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = digit(text, i + 1);
                int low = digit(text, i + 2);
                if (high < 0 || low < 0) {
                    throw HttpRefusedException.badRequest("a percent sign has two hexadecimal digits behind it");
                }
                bytes.put((byte) (high << 4 | low));
                i += 2;
            } else {
                bytes.put((byte) c);
            }
        }
        String decoded = decodeUtf8(bytes.flip());
        if (decoded.chars().anyMatch(Character::isISOControl)
                || ESCAPED.matcher(decoded).matches()) {
            throw HttpRefusedException.badRequest("characters of control, and percent signs that would decode once"
                    + " more, are not allowed; write such a name with b64:");
        }
        return decoded;
    }

    private static int digit(String text, int index) {
        char c = index < text.length() ? text.charAt(index) : ' ';
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static String decodeUtf8(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw HttpRefusedException.badRequest(
                    "the target of a request is no UTF-8; write a name of other bytes with b64:");
        }
    }
}
