package org.allidb.storage.testkit.consensus;

import org.allidb.storage.spi.runtime.StorageClock;

/** The clock of a node: its own origin, its own speed, and a wall time that may be wrong. Thread-safe. */
final class NodeClock implements StorageClock {

    private static final long START_MICROS = 1_750_000_000_000_000L;
    private static final long NANOS_PER_MICRO = 1_000;

    private final VirtualTime time;
    private final long origin;
    private volatile Pace pace = new Pace(0, 0, 1);
    private volatile long wallOffsetMicros;

    /** Where a speed began. */
    private record Pace(long since, long nanos, double rate) {

        long at(long now) {
            return nanos + (long) ((now - since) * rate);
        }
    }

    NodeClock(VirtualTime time, long origin) {
        this.time = time;
        this.origin = origin;
    }

    @Override
    public long nanoTime() {
        return origin + pace.at(time.now());
    }

    @Override
    public long wallMicros() {
        return START_MICROS + wallOffsetMicros + pace.at(time.now()) / NANOS_PER_MICRO;
    }

    /** Returns how much true time passes while the clock counts {@code nanos}. */
    long trueNanos(long nanos) {
        return (long) (nanos / pace.rate());
    }

    void setRate(double rate) {
        long now = time.now();
        pace = new Pace(now, pace.at(now), rate);
    }

    void jumpMicros(long micros) {
        synchronized (this) {
            wallOffsetMicros += micros;
        }
    }
}
