package org.allidb.storage.server.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** The key in a header {@code Authorization}: {@code Bearer KEY}, or {@code Basic} with any user and the key as password. */
final class Credentials {

    private Credentials() {}

    /** Returns the key that a request presents; empty if it presents nothing. What is no key is looked up like one. */
    static Optional<String> of(RequestHead head) {
        return head.header("authorization").map(Credentials::key);
    }

    private static String key(String header) {
        int space = header.indexOf(' ');
        String scheme = header.substring(0, Math.max(0, space)).toLowerCase(Locale.ROOT);
        String value = header.substring(space + 1).strip();
        return switch (scheme) {
            case "bearer" -> value;
            case "basic" -> password(value);
            default -> "";
        };
    }

    private static String password(String encoded) {
        try {
            String both = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return both.substring(both.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
