package org.allidb.storage.benchmarks.workload;

/**
 * How much is done.
 *
 * @param entries how many entries there are
 * @param valueLength bytes of a value
 * @param seconds how long a timed workload is measured; it is warmed up half as long
 */
public record Scale(int entries, int valueLength, double seconds) {

    private static final int ENTRIES_OF_A_TENANT = 20;

    /** Returns how many tenants share the entries: as many as are asked for, unless some would have hardly any. */
    int tenants(int asked) {
        return Math.clamp(entries / ENTRIES_OF_A_TENANT, 2, asked);
    }
}
