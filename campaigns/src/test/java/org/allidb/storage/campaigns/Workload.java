package org.allidb.storage.campaigns;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.testkit.Await;

/**
 * Random writes to one tenant, the same for the same seed, and the state after each of them. A step is atomic: after a
 * crash the tenant is in the state after some step, no earlier than the last one acknowledged as synced.
 */
final class Workload {

    private static final int KEYS = 60;
    private static final int LARGE = 6_000;
    private static final int HUGE = 20_000;
    /** Rows that are written with callers' timestamps alone, beyond all of the engine's. */
    private static final int STAMPED_KEYS = 8;

    private static final long FIRST_STAMP = 3_000_000_000_000_000L;

    private static final String UNTOUCHED = "untouched";

    /** A row that is not part of the workload: a check writes it to see that the store takes writes. */
    static final String PROBE = "probe";

    private final List<Step> steps = new ArrayList<>();
    private final List<Map<String, String>> states = new ArrayList<>();

    private final Map<String, Long> stamps = new HashMap<>();
    /** What steps write, by number: thousands of runs ask for the same. */
    private final Map<Integer, Map<String, Write>> effects = new ConcurrentHashMap<>();

    /**
     * What is done to the store.
     *
     * @param stamp the caller's timestamp, 0 for one of the engine's
     * @param model what becomes of the rows when every step is done in turn
     * @param effect what the step writes where nothing of a later timestamp is
     */
    private record Step(String name, boolean synced, long stamp, Action action, Model model, Model effect) {

        Step(String name, boolean synced, Consumer<TenantStore> action, Model model) {
            this(name, synced, 0, (store, meanwhile) -> action.accept(store), model, model);
        }
    }

    /** What a step writes to one row: a value, or none, and with what timestamp of the caller's. */
    record Write(Optional<String> value, long stamp) {}

    private interface Action {
        /** Does it; while it waits for what other threads do, it calls what makes up for them. */
        void on(TenantStore store, Runnable meanwhile);
    }

    private interface Model {
        void on(Map<String, String> rows);
    }

    Workload(Random random, int length) {
        Map<String, String> rows = new TreeMap<>();
        states.add(Map.copyOf(rows));
        for (int i = 0; i < length; i++) {
            Step step = step(random, i);
            step.model().on(rows);
            steps.add(step);
            states.add(new TreeMap<>(rows));
        }
    }

    int length() {
        return steps.size();
    }

    String name(int step) {
        return steps.get(step).name();
    }

    boolean isSynced(int step) {
        return steps.get(step).synced();
    }

    /** The rows after so many steps. */
    Map<String, String> state(int number) {
        return states.get(number);
    }

    void run(int step, TenantStore store) {
        run(step, store, () -> {});
    }

    /** Does a step where there are no threads. What is called meanwhile runs what they would do. */
    void run(int step, TenantStore store, Runnable meanwhile) {
        steps.get(step).action().on(store, meanwhile);
    }

    /** What a step writes to the rows that it touches, whether or not something of a later timestamp is there. */
    Map<String, Write> effect(int step) {
        return effects.computeIfAbsent(step, this::effectOf);
    }

    private Map<String, Write> effectOf(int step) {
        Map<String, String> rows = new TreeMap<>();
        IntStream.range(0, KEYS).forEach(number -> rows.put(key(number), UNTOUCHED));
        IntStream.range(0, STAMPED_KEYS).forEach(number -> rows.put(stampedKey(number), UNTOUCHED));
        Map<String, Write> effect = new TreeMap<>();
        long stamp = steps.get(step).stamp();
        rows.keySet().forEach(key -> effect.put(key, new Write(Optional.empty(), stamp)));
        steps.get(step).effect().on(rows);
        rows.forEach((key, value) -> effect.put(key, new Write(Optional.of(value), stamp)));
        effect.values()
                .removeIf(write -> write.value().filter(UNTOUCHED::equals).isPresent());
        return Collections.unmodifiableMap(effect);
    }

    /** In what rows differ, for a person. */
    static String difference(Map<String, String> foundRows, Map<String, String> wantedRows) {
        Map<String, String> found = new TreeMap<>(foundRows);
        Map<String, String> wanted = new TreeMap<>(wantedRows);
        Map<String, String> common = new TreeMap<>(found);
        common.entrySet().retainAll(wanted.entrySet());
        found.entrySet().removeAll(common.entrySet());
        wanted.entrySet().removeAll(common.entrySet());
        return "found " + shortened(found) + ", wanted " + shortened(wanted);
    }

    private static Map<String, String> shortened(Map<String, String> rows) {
        Map<String, String> writers = new TreeMap<>();
        rows.forEach((key, value) -> writers.put(key, "of step " + value.split(":")[0]));
        return writers;
    }

    static Map<String, String> read(ReadView view) {
        Map<String, String> rows = new TreeMap<>();
        try (Cursor cursor = view.scan(ScanRequest.all())) {
            while (cursor.next()) {
                byte[] value = new byte[cursor.valueLength()];
                cursor.copyValue(value, 0);
                rows.put(cursor.entity().toText(), new String(value, StandardCharsets.UTF_8));
            }
        }
        rows.remove(PROBE);
        return rows;
    }

    private Step step(Random random, int number) {
        return switch (random.nextInt(24)) {
            case 0, 1 -> new Step("flush", true, TenantStore::flush, rows -> {});
            case 2 -> new Step("compact", false, TenantStore::compact, rows -> {});
            case 3, 4, 12 -> batch(random, number);
            case 5 -> range(random);
            case 6, 7, 8 -> delete(key(random));
            case 9, 10 -> stamped(random, number);
            case 11 -> new Step("sync", true, TenantStore::sync, rows -> {});
            default -> put(key(random), value(random, number), random.nextInt(4) > 0);
        };
    }

    private static Step put(String key, String value, boolean sync) {
        WriteOptions options = sync ? WriteOptions.SYNC : WriteOptions.BUFFERED;
        return new Step(
                "put", sync, store -> store.put(bytes(key), bytes(value), options), rows -> rows.put(key, value));
    }

    /** A write with a caller's timestamp, which is sometimes older than that of the row which is there. */
    private Step stamped(Random random, int number) {
        String key = stampedKey(random.nextInt(STAMPED_KEYS));
        long stamp = FIRST_STAMP + random.nextInt(20);
        String value = value(random, number);
        boolean sync = random.nextBoolean();
        boolean wins = stamp >= stamps.getOrDefault(key, 0L);
        if (wins) {
            stamps.put(key, stamp);
        }
        WriteOptions options = (sync ? WriteOptions.SYNC : WriteOptions.BUFFERED).withTimestamp(stamp);
        return new Step(
                "put with a timestamp",
                sync,
                stamp,
                (store, meanwhile) -> store.put(bytes(key), bytes(value), options),
                rows -> {
                    if (wins) {
                        rows.put(key, value);
                    }
                },
                rows -> rows.put(key, value));
    }

    private static Step delete(String key) {
        return new Step("delete", true, store -> store.delete(bytes(key)), rows -> rows.remove(key));
    }

    private static Step range(Random random) {
        int from = random.nextInt(KEYS);
        String low = key(from);
        String high = key(from + 1 + random.nextInt(10));
        return new Step(
                "delete range",
                true,
                store -> store.deleteRange(EntityId.of(low), EntityId.of(high)),
                rows -> rows.keySet().removeIf(key -> key.compareTo(low) >= 0 && key.compareTo(high) < 0));
    }

    private static Step batch(Random random, int number) {
        Map<String, String> puts = new TreeMap<>();
        int size = 2 + random.nextInt(12);
        for (int i = 0; i < size; i++) {
            puts.put(key(random), value(random, number));
        }
        boolean async = random.nextBoolean();
        return new Step(
                async ? "async batch" : "batch",
                true,
                0,
                (store, meanwhile) -> {
                    WriteBatch batch = store.newBatch();
                    puts.forEach((key, value) -> batch.put(bytes(key), bytes(value)));
                    if (async) {
                        CompletionStage<?> written = store.writeAsync(batch);
                        // the caller is free to use it again
                        batch.clear();
                        Await.end(written, meanwhile);
                    } else {
                        store.write(batch);
                    }
                },
                rows -> rows.putAll(puts),
                rows -> rows.putAll(puts));
    }

    private static String key(Random random) {
        return key(random.nextInt(KEYS));
    }

    private static String key(int number) {
        return String.format("key-%04d", number);
    }

    private static String stampedKey(int number) {
        return "stamped-" + number;
    }

    private static String value(Random random, int number) {
        int length = switch (random.nextInt(40)) {
            case 0 -> HUGE;
            case 1, 2, 3, 4, 5, 6, 7, 8 -> LARGE;
            default -> random.nextInt(100);
        };
        return number + ":" + "v".repeat(length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
