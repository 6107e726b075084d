package org.allidb.storage.distribution.cluster;

import java.nio.file.Path;
import java.util.List;

/** {@code allidb cluster demo} and {@code allidb cluster torture}. */
public final class ClusterMain {

    private static final int USAGE_ERROR = 2;
    private static final int MOST_SECONDS = 1_000_000;

    private ClusterMain() {}

    /**
     * Runs what is asked for.
     *
     * @param arguments {@code demo}, or {@code torture} and a number of seconds
     */
    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(System.getProperty("allidb.home", ".")).toAbsolutePath();
        List<String> words = List.of(arguments);
        if (words.equals(List.of("demo"))) {
            System.exit(ClusterDemo.run(home));
        }
        int seconds = words.size() == 2 && words.getFirst().equals("torture") ? number(words.getLast()) : 0;
        if (seconds > 0) {
            System.exit(ClusterTorture.run(home, seconds));
        }
        System.err.println(
                "allidb: 'cluster' knows 'allidb cluster demo' and 'allidb cluster torture SECONDS'. A node of a real"
                        + " cluster is started by 'allidb run'; docs/cluster.md says how.");
        System.exit(USAGE_ERROR);
    }

    private static int number(String word) {
        try {
            return Math.min(MOST_SECONDS, Integer.parseInt(word));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
