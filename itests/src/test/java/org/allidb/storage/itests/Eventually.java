package org.allidb.storage.itests;

import java.util.concurrent.Callable;

/** Waits for what another thread brings about. */
final class Eventually {

    private static final int PATIENCE_MILLIS = 30_000;
    private static final int PAUSE_MILLIS = 20;

    private Eventually() {}

    static void holds(String what, Callable<Boolean> condition) throws Exception {
        becomes(what, true, condition);
    }

    static <T> void becomes(String what, T expected, Callable<? extends T> actual) throws Exception {
        T last = actual.call();
        for (int millis = 0; !expected.equals(last); millis += PAUSE_MILLIS) {
            if (millis > PATIENCE_MILLIS) {
                throw new AssertionError(
                        what + ": not " + expected + " within " + PATIENCE_MILLIS + " ms, but " + last);
            }
            Thread.sleep(PAUSE_MILLIS);
            last = actual.call();
        }
    }
}
