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

    /** The most threads of {@link #threadPerTask} where each is one of the operating system. */
    int BOUND_OF_THREADS = 64;

    /**
     * Returns a pool for tasks that may block on input and output. Threads are started on demand and end after a while idle.
     *
     * @param name short lower-case noun for thread names
     * @param maxThreads the largest number of threads, at least 1; further tasks queue
     * @return a new pool
     */
    ExecutorService pool(String name, int maxThreads);

    /**
     * Returns an executor that gives each task a thread of its own, for code of users, which may block for as long as it
     * likes. Where threads cost little, none waits for another; an implementation without such threads has a bound.
     *
     * @param name short lower-case noun for thread names
     * @return a new executor
     */
    default ExecutorService threadPerTask(String name) {
        return pool(name, BOUND_OF_THREADS);
    }

    /**
     * Makes a scheduler with one thread for short periodic tasks.
     *
     * @param name short lower-case noun for the thread's name
     * @return a new scheduler whose cancelled tasks are removed at once
     */
    ScheduledExecutorService scheduler(String name);
}
