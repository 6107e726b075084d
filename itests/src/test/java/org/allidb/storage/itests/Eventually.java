package org.allidb.storage.itests;

import java.util.concurrent.Callable;

/** Waits for what another thread brings about. */
final class Eventually {

    private static final int PATIENCE_MILLIS = 30_000;
    private static final int PAUSE_MILLIS = 20;

    private Eventually() {}

    static void holds(String what, Callable<Boolean> condition) throws Exception {
        for (int millis = 0; !condition.call(); millis += PAUSE_MILLIS) {
            if (millis > PATIENCE_MILLIS) {
                throw new AssertionError("not within " + PATIENCE_MILLIS + " ms: " + what);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
