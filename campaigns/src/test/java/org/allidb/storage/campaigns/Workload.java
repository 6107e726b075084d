package org.allidb.storage.campaigns;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;

/**
 * Random writes to one tenant, the same for the same seed, and the state after each of them. A step is atomic: after a
 * crash the tenant is in the state after some step, no earlier than the last one acknowledged as synced.
 */
final class Workload {

    private static final int KEYS = 60;
    private static final int LARGE = 3_000;

    private static final String UNTOUCHED = "untouched";

    /** A row that is not part of the workload: whoever checks a store writes it to see that it takes writes. */
    static final String PROBE = "probe";

    private final List<Step> steps = new ArrayList<>();
    private final List<Map<String, String>> states = new ArrayList<>();

    /** What is done to the store, and what becomes of the model. */
    private record Step(String name, boolean synced, Action action, Model model) {}

    private interface Action {
        void on(TenantStore store);
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

    String describe(int step) {
        return step + " (" + steps.get(step).name() + ")";
    }

    boolean isSynced(int step) {
        return steps.get(step).synced();
    }

    void run(int step, TenantStore store) {
        steps.get(step).action().on(store);
    }

    /** What a step does to the rows that it touches: a new value, or none. */
    Map<String, Optional<String>> effect(int step) {
        Map<String, String> rows = new TreeMap<>();
        IntStream.range(0, KEYS).forEach(number -> rows.put(key(number), UNTOUCHED));
        Map<String, Optional<String>> effect = new TreeMap<>();
        rows.keySet().forEach(key -> effect.put(key, Optional.empty()));
        steps.get(step).model().on(rows);
        rows.forEach((key, value) -> effect.put(key, Optional.of(value)));
        effect.values().removeIf(value -> value.filter(UNTOUCHED::equals).isPresent());
        return effect;
    }

    /** The number of the state that a view shows, no earlier than the given one; -1 if there is none. */
    int stateOf(ReadView view, int earliest, int latest) {
        Map<String, String> rows = read(view);
        for (int state = latest; state >= earliest; state--) {
            if (states.get(state).equals(rows)) {
                return state;
            }
        }
        return -1;
    }

    /** In what a view differs from a state, for a person. */
    String difference(ReadView view, int state) {
        Map<String, String> found = new TreeMap<>(read(view));
        Map<String, String> wanted = new TreeMap<>(states.get(state));
        Map<String, String> common = new TreeMap<>(found);
        common.entrySet().retainAll(wanted.entrySet());
        found.entrySet().removeAll(common.entrySet());
        wanted.entrySet().removeAll(common.entrySet());
        return "found " + shortened(found) + ", wanted " + shortened(wanted);
    }

    private static Map<String, Integer> shortened(Map<String, String> rows) {
        Map<String, Integer> lengths = new TreeMap<>();
        rows.forEach((key, value) -> lengths.put(key, Arrays.hashCode(value.getBytes(StandardCharsets.UTF_8))));
        return lengths;
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

    private static Step step(Random random, int number) {
        return switch (random.nextInt(20)) {
            case 0, 1 -> new Step("flush", false, TenantStore::flush, rows -> {});
            case 2 -> new Step("compact", false, TenantStore::compact, rows -> {});
            case 3, 4 -> batch(random, number);
            case 5 -> range(random);
            case 6, 7, 8 -> delete(key(random));
            default -> put(key(random), value(random, number), random.nextInt(4) > 0);
        };
    }

    private static Step put(String key, String value, boolean sync) {
        WriteOptions options = sync ? WriteOptions.SYNC : WriteOptions.BUFFERED;
        return new Step(
                "put",
                sync,
                store -> store.put(bytes(key), bytes(value), options),
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
        return new Step(
                "batch",
                true,
                store -> {
                    WriteBatch batch = store.newBatch();
                    puts.forEach((key, value) -> batch.put(bytes(key), bytes(value)));
                    store.write(batch);
                },
                rows -> rows.putAll(puts));
    }

    private static String key(Random random) {
        return key(random.nextInt(KEYS));
    }

    private static String key(int number) {
        return String.format("key-%04d", number);
    }

    private static String value(Random random, int number) {
        int length = random.nextInt(10) == 0 ? LARGE : random.nextInt(100);
        return number + ":" + "v".repeat(length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
