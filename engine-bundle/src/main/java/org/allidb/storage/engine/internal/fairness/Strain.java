package org.allidb.storage.engine.internal.fairness;

/**
 * What a window has shown of the machine.
 *
 * @param pressed whether cores are scarce or the log is slow
 * @param least what all tenants must take together to be the reason, in nanoseconds of work for each nanosecond
 * @param lateNanos how late threads wake up, where cores are scarce; 0 elsewhere
 * @param syncNanos what a sync of the log takes alone
 */
record Strain(boolean pressed, double least, long lateNanos, double syncNanos) {}
