package org.allidb.storage.benchmarks.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.data.Check;
import org.allidb.storage.benchmarks.data.Keys;
import org.allidb.storage.benchmarks.data.Values;
import org.allidb.storage.benchmarks.engine.SharedStore;
import org.allidb.storage.benchmarks.engine.TenantedStore;

/**
 * A hundred tenants that ask for little, and one beside them that takes all it can get. The hundred are served at a fixed rate by
 * threads that sleep in between: two read and write, two write with a sync. What is measured is how long they wait. A
 * call begins when it is due, if the one before it ended too late, so that one long wait is not counted as one.
 *
 * @param abuse what the one does
 */
record NoisyNeighbour(Abuse abuse) implements Workload {

    /** The hundred without the one. Comes first: the others are compared with it. */
    private static final String ALONE = "neighbour-none";

    private static final String SYNCED = "-synced";
    private static final int VICTIMS = 100;
    private static final int ENTRIES_EACH = 2_000;
    private static final int CALLERS = 4;
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    @Override
    public String id() {
        return "neighbour-" + abuse.id();
    }

    @Override
    public void run(Run run) {
        TenantedStore opened = run.kind()
                .openTenants(run.directory().resolve(id()), victims(run) + 1, false)
                .orElse(null);
        try (opened) {
            if (opened instanceof SharedStore store) {
                fill(run, store);
                measure(run, store);
            }
        }
    }

    private void fill(Run run, TenantedStore store) {
        int victims = victims(run);
        store.add(victims + 1);
        byte[] key = new byte[Keys.LENGTH];
        byte[] value = new byte[run.scale().valueLength()];
        int each = each(run);
        for (int index = 0; index < each; index++) {
            Keys.present(index, key);
            Values.write(index, 0, value);
            for (int tenant = 0; tenant < victims; tenant++) {
                store.put(tenant, key, value);
            }
        }
        for (int index = 0; index < victims * each; index++) {
            Keys.present(index, key);
            Values.write(index, 0, value);
            store.put(victims, key, value);
        }
        store.flushAll();
    }

    private void measure(Run run, SharedStore store) {
        int victims = victims(run);
        AtomicBoolean stopped = new AtomicBoolean();
        List<FutureTask<Timing>> abusers = new ArrayList<>();
        for (int i = 0; i < abuse.threads(); i++) {
            int number = i;
            abusers.add(Workers.start(Thread.ofPlatform().daemon().name("neighbour"), () -> {
                try (Workers.Operation operation = abuse.on(run, store, victims, victims * each(run), number)) {
                    return Workers.loop(operation, stopped::get);
                }
            }));
        }
        double seconds = run.scale().seconds();
        callers(run, store, seconds / 2);
        List<Timing> timings = callers(run, store, seconds);
        stopped.set(true);
        List<Timing> neighbour = abusers.stream().map(Workers::join).toList();
        record(run, timings, 0, "");
        record(run, timings, 1, SYNCED);
        neighbour.stream()
                .mapToDouble(Timing::rate)
                .reduce(Double::sum)
                .ifPresent(rate -> run.record(id(), Metric.NEIGHBOUR_RATE, rate));
    }

    /** Records what every second caller measured. */
    private void record(Run run, List<Timing> timings, int first, String suffix) {
        Timing both = Workers.merge(timings.get(first), timings.get(first + 2));
        run.record(id() + suffix, Metric.RATE, both.rate());
        both.recordLatency(run, id() + suffix);
        double p99 = both.micros(99);
        run.recorded(ALONE + suffix, Metric.P99)
                .ifPresent(alone -> run.record(id() + suffix, Metric.BY_ALONE, p99 / alone));
    }

    private static List<Timing> callers(Run run, TenantedStore store, double seconds) {
        List<FutureTask<Timing>> callers = new ArrayList<>();
        IntFunction<Workers.Operation> operations = number -> calls(run, store, number, number % 2 == 1);
        BooleanSupplier done = Workers.after(seconds);
        for (int i = 0; i < CALLERS; i++) {
            int number = i;
            callers.add(Workers.start(() -> paced(operations.apply(number), done)));
        }
        return callers.stream().map(Workers::join).toList();
    }

    private static Workers.Operation calls(Run run, TenantedStore store, int number, boolean synced) {
        SplittableRandom random = run.random(number);
        int victims = victims(run);
        int each = each(run);
        Check check = run.check();
        byte[] written = new byte[run.scale().valueLength()];
        return () -> {
            int index = random.nextInt(each);
            int tenant = random.nextInt(victims);
            Keys.present(index, check.key());
            Values.write(index, 1, written);
            if (synced) {
                store.putSync(tenant, check.key(), written);
            } else if (random.nextBoolean()) {
                store.put(tenant, check.key(), written);
            } else {
                byte[] value = store.get(tenant, check.key());
                if (value == null) {
                    throw new IllegalStateException("an entry is missing");
                }
                check.value(value, value.length);
            }
            return 1;
        };
    }

    /** Does an operation at a fixed rate until it is time. */
    private static Timing paced(Workers.Operation operation, BooleanSupplier done) {
        Histogram histogram = Workers.histogram();
        long start = System.nanoTime();
        long due = start;
        long count = 0;
        do {
            long begin = System.nanoTime();
            if (begin < due) {
                LockSupport.parkNanos(due - begin);
                begin = System.nanoTime();
            } else {
                begin = due;
            }
            count += operation.run();
            histogram.recordValue(System.nanoTime() - begin);
            due += PERIOD_NANOS;
        } while (!done.getAsBoolean());
        return new Timing(count, System.nanoTime() - start, 0, histogram);
    }

    /** Returns how many ask for little; the one beside them has the number after theirs. */
    private static int victims(Run run) {
        return run.scale().tenants(VICTIMS);
    }

    private static int each(Run run) {
        return Math.clamp(run.scale().entries() / victims(run), 1, ENTRIES_EACH);
    }
}
