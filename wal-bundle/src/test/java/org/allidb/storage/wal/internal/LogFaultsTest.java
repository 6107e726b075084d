package org.allidb.storage.wal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.allidb.storage.testkit.FaultAt;
import org.allidb.storage.testkit.FaultAt.Kind;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.SerialRuntime;
import org.allidb.storage.testkit.StrictMemVfs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A campaign that fails the k-th call, for every k, once or until it is repaired. Meanwhile a log goes through many
 * small segments, is released, restarted and opened again. It can always be opened afterwards. Then it has, in order,
 * all that was acknowledged and is not in tables.
 */
class LogFaultsTest {

    private static final int RECORDS = 50;
    private static final int REOPENED = 27;
    private static final int REPAIRED = 42;
    private static final int FOR_GOOD_ONE_IN = 3;
    private static final Map<String, String> SMALL = Map.of("max_file_mb", "0.015625", "recycle_files", "1");

    private final Random random = new Random(Seed.get());

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DELAY")
    void logOutlivesAnyFault(Kind kind) throws IOException {
        List<String> failures = new ArrayList<>();
        int calls = new Run(kind, Integer.MAX_VALUE, false).play(failures);
        for (int call = 1; call <= calls && failures.size() < 3; call++) {
            new Run(kind, call, false).play(failures);
            if (call % FOR_GOOD_ONE_IN == 0) {
                new Run(kind, call, true).play(failures);
            }
        }
        assertEquals(List.of(), failures);
        assertTrue(calls > 0, "no call to hit");
    }

    /** One log and one fault. */
    private final class Run {

        private final StrictMemVfs files = new StrictMemVfs();
        private final FaultAt fault;
        /** What must be found, by generation. */
        private final Map<Integer, Set<String>> acknowledged =
                new HashMap<>(Map.of(1, new LinkedHashSet<>(), 2, new LinkedHashSet<>()));

        private final Map<Long, Long> lastSequences = new HashMap<>();
        private final Set<String> synced = new LinkedHashSet<>();
        private @Nullable Journal journal;

        Run(Kind kind, int call, boolean forGood) {
            this.fault = new FaultAt(kind, files, call, forGood);
        }

        int play(List<String> failures) throws IOException {
            for (int record = 0; record < RECORDS; record++) {
                if (record == REPAIRED) {
                    fault.repair();
                }
                if (record == REOPENED) {
                    attempt(this::close);
                }
                int number = record;
                attempt(() -> step(number));
                Thread.interrupted();
            }
            if (!attempt(() -> open().write(1, "the fault is gone"))) {
                failures.add(fault + ": no write after the repair");
            }
            verify(files.afterPowerCut(random), synced, "after a power cut", failures);
            Set<String> all = new LinkedHashSet<>(acknowledged.get(1));
            all.addAll(acknowledged.get(2));
            StrictMemVfs killed = files.afterKill();
            verify(killed, all, "after a kill", failures);
            verify(killed.afterPowerCut(random), all, "after a kill, a start and a power cut", failures);
            attempt(this::close);
            verify(files, all, "after a reopen", failures);
            return fault.calls();
        }

        private void step(int number) throws IOException {
            Journal open = open();
            if (open.log().hasFailed()) {
                // everything in memory is in tables now
                flushed(1);
                flushed(2);
                open.log().restart();
            }
            int generation = 1 + number % 2;
            if (number % 3 == 0) {
                acknowledged.get(generation).add(open.writeBuffered(generation, text(number)));
            } else {
                String text = open.write(generation, text(number));
                acknowledged.get(generation).add(text);
                synced.addAll(acknowledged.get(1));
                synced.addAll(acknowledged.get(2));
            }
            if (number % 7 == 0) {
                flushed(1);
            }
            if (number % 20 == 0) {
                flushed(2);
            }
        }

        private void flushed(int generation) throws IOException {
            open().log().flushed(generation, open().lastSequence(generation));
            synced.removeAll(acknowledged.get(generation));
            acknowledged.get(generation).clear();
        }

        private Journal open() throws IOException {
            Journal open = journal;
            if (open == null) {
                open = Journal.open(new FaultyVfs(files, fault), SMALL, runtime());
                // the tables know how far a generation got
                open.goOnAfter(lastSequences);
                journal = open;
            }
            return open;
        }

        private void close() throws IOException {
            Journal open = journal;
            journal = null;
            if (open != null) {
                List.of(1L, 2L).forEach(generation -> lastSequences.put(generation, open.lastSequence(generation)));
                open.close();
            }
        }

        private void verify(StrictMemVfs left, Set<String> wanted, String when, List<String> failures) {
            try (Journal healthy = Journal.open(left, SMALL, runtime())) {
                Set<String> missing = new LinkedHashSet<>(wanted);
                healthy.replayed().forEach(missing::remove);
                if (!missing.isEmpty()) {
                    failures.add(fault + ", " + when + " missing: " + shortened(missing));
                }
                Map<String, Long> last = new HashMap<>();
                for (String record : healthy.replayed()) {
                    String[] place = record.substring(0, record.indexOf(' ')).split("/");
                    long sequence = Long.parseLong(place[1]);
                    if (sequence <= last.getOrDefault(place[0], 0L)) {
                        failures.add(fault + ", " + when + " out of order: " + shortened(Set.of(record)));
                    }
                    last.put(place[0], sequence);
                }
            } catch (IOException e) {
                failures.add(fault + ", " + when + ": " + e);
            }
        }

        private static List<String> shortened(Set<String> records) {
            return records.stream()
                    .map(record -> record.substring(0, Math.min(12, record.length())))
                    .toList();
        }

        private static boolean attempt(Action action) {
            try {
                action.run();
                return true;
            } catch (IOException | OutOfMemoryError e) {
                return false;
            }
        }
    }

    /** No two sectors are alike, for the strict file system does not see that a mapped one was stored to again. */
    private static String text(int number) {
        return new Random(number)
                .ints(1_000, 'a', 'z')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Without threads, because there are so many runs. */
    private static SerialRuntime runtime() {
        return new SerialRuntime(new ManualClock());
    }

    private interface Action {
        void run() throws IOException;
    }
}
