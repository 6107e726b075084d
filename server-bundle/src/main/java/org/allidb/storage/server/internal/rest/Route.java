package org.allidb.storage.server.internal.rest;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRequest;

/**
 * A path below {@code /v1} with a method, and what answers it.
 *
 * @param method the method
 * @param pattern the path; a segment in braces is any
 * @param level who may call it
 * @param handler what answers it
 */
record Route(HttpMethod method, String pattern, Level level, Handler handler) {

    /** Who may call a route. */
    enum Level {
        /** Who is known; the handler looks at the rest. */
        KNOWN,
        /** Who may see the figures of all tenants. */
        FIGURES,
        /** Who may administer the platform. */
        ADMINISTRATION
    }

    /** Answers a request. */
    interface Handler {
        HttpAnswer answer(HttpRequest request, Map<String, String> parts);
    }

    private List<String> segments() {
        return Arrays.asList(pattern.split("/", -1));
    }

    /** Returns the parts of a path by their names in the pattern; empty if it is another path. */
    Optional<Map<String, String>> match(List<String> path) {
        List<String> own = segments();
        if (own.size() != path.size()) {
            return Optional.empty();
        }
        Map<String, String> parts = new HashMap<>();
        for (int i = 0; i < own.size(); i++) {
            String segment = own.get(i);
            if (segment.startsWith("{")) {
                if (path.get(i).isEmpty()) {
                    return Optional.empty();
                }
                parts.put(segment.substring(1, segment.length() - 1), path.get(i));
            } else if (!segment.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parts);
    }
}
