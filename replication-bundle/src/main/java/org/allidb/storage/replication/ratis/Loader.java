package org.allidb.storage.replication.ratis;

import java.io.IOException;

/** Runs what touches Ratis with its own class loader: Ratis looks for its parts by that of the thread. */
final class Loader {

    private Loader() {}

    /** What is run. */
    interface Action<T> {
        T run() throws IOException;
    }

    static <T> T with(Action<T> action) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Loader.class.getClassLoader());
        try {
            return action.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
