package org.allidb.storage.distribution;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options that follow a command on the command line.
 *
 * <p>Read without a library: picocli, which the shell and the tools use, takes 0.4 s of CPU time before it has read a word, and
 * the container should start sooner.
 */
final class Options {

    static final String DATA = "--data";
    static final String CONF = "--conf";
    static final String LOG = "--log";
    static final String CACHE = "--cache";
    static final String NO_SHELL = "--no-shell";
    static final String FAST = "--fast";
    static final String KEEP = "--keep";

    private static final List<String> WITH_VALUE = List.of(DATA, CONF, LOG, CACHE);

    private final Map<String, String> values = new HashMap<>();

    /**
     * Options of a command.
     *
     * @param command its name
     * @param known the options that it has
     * @param words what was typed
     * @throws IllegalArgumentException if it has no such option, or a value is missing
     */
    Options(String command, List<String> known, List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String name = words.get(i);
            if (!known.contains(name)) {
                throw new IllegalArgumentException("'" + command + "' has no option '" + name + "'; "
                        + (known.isEmpty() ? "it has none" : "it has " + String.join(", ", known)));
            }
            boolean valued = WITH_VALUE.contains(name);
            if (valued && i == words.size() - 1) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            values.put(name, valued ? words.get(++i) : "");
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
