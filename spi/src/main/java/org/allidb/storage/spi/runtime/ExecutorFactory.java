package org.allidb.storage.spi.runtime;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The only source of threads in the platform. Threads are daemons named {@code allidb-<name>-<n>}; a task that throws
 * is logged and does not take its thread with it. The caller shuts down what it asked for.
 */
@ConsumerType
public interface ExecutorFactory {

    /**
     * Returns a pool for tasks that may block on input and output. Threads are started on demand and end after a while idle.
     *
     * @param name short lower-case noun for thread names
     * @param maxThreads the largest number of threads, at least 1; further tasks queue
     * @return a new pool
     */
    ExecutorService pool(String name, int maxThreads);

    /**
     * Makes a scheduler with one thread for short periodic tasks.
     *
     * @param name short lower-case noun for the thread's name
     * @return a new scheduler whose cancelled tasks are removed at once
     */
    ScheduledExecutorService scheduler(String name);
}
