package org.allidb.storage.benchmarks.workload;

/**
 * How much is done.
 *
 * @param entries how many entries there are
 * @param valueLength bytes of a value
 * @param seconds how long a timed workload is measured; it is warmed up half as long
 */
public record Scale(int entries, int valueLength, double seconds) {}
