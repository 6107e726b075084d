package org.allidb.storage.campaigns;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.spi.vfs.NoSpaceException;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The k-th call of the file system fails, for every k, once or from then on: callers get a {@link StorageException},
 * reads are right or refused, nothing acknowledged is lost, and when the fault is gone a reopen makes all well.
 * {@code -Dallidb.soak=N} runs N workloads.
 */
class FaultAtEveryCallTest {

    private static final int SOAK = Integer.getInteger("allidb.soak", 1);
    private static final int STEPS = 50;
    private static final int MOST_FAILURES = 5;

    /** How a call fails. */
    enum Fault {
        /** It does nothing. */
        ERROR,
        /** It did what it should, and says that it did not. */
        ERROR_AFTERWARDS,
        /** Writes and creations find the device full. */
        FULL,
        /** A write ends early. */
        SHORT_WRITE,
        /** A sync fails, and the next one of the same file "succeeds". */
        SYNC
    }

    @ParameterizedTest
    @EnumSource
    void nothingAcknowledgedIsLost(Fault fault) {
        long seed = Seed.of(FaultAtEveryCallTest.class);
        List<String> failures = new ArrayList<>();
        int runs = 0;
        for (int round = 0; round < SOAK; round++) {
            int calls = new Run(seed + round, fault, Integer.MAX_VALUE, false).play(failures);
            for (int call = 1; call <= calls && failures.size() < MOST_FAILURES; call++) {
                runs++;
                new Run(seed + round, fault, call, call % 2 == 0).play(failures);
            }
        }
        assertEquals(List.of(), failures);
        assertTrue(runs > 10, "only " + runs + " calls");
        System.out.println("FaultAtEveryCallTest: " + fault + " at each of " + runs + " calls");
    }

    /** One workload with one fault. */
    private static final class Run implements FaultPlan {

        private final long seed;
        private final Fault fault;
        private final int failingCall;
        private final boolean forGood;
        private final Workload workload;
        private final StrictMemVfs files = new StrictMemVfs();
        private final PossibleRows now = new PossibleRows();
        private final PossibleRows afterPowerCut = new PossibleRows();
        private final List<String> problems = new ArrayList<>();
        private int calls;
        private String failed = "nothing";
        private boolean over;

        Run(long seed, Fault fault, int failingCall, boolean forGood) {
            this.seed = seed;
            this.fault = fault;
            this.failingCall = failingCall;
            this.forGood = forGood;
            this.workload = new Workload(new Random(seed), STEPS);
        }

        /** Plays it and says how many calls of the fault's kind there were. */
        int play(List<String> failures) {
            try (StoragePlatform platform = Platforms.open(new FaultyVfs(files, this));
                    TenantStore store = platform.openOrCreate(Platforms.TENANT)) {
                for (int step = 0; step < workload.length(); step++) {
                    write(store, step);
                    if (step % 5 == 0) {
                        read(store);
                    }
                }
                read(store);
            } catch (StorageException told) {
                checkTold(told);
            }
            synchronized (this) {
                over = true;
            }
            StrictMemVfs cut = files.afterPowerCut(new Random(seed));
            reopen(files, now, "after the reopen");
            reopen(cut, afterPowerCut, "after a power cut");
            if (!problems.isEmpty()) {
                failures.add("seed " + seed + ", " + fault + " at call " + failingCall + (forGood ? " and all later" : "")
                        + " (" + failed + "): " + problems);
            }
            return calls;
        }

        private void write(TenantStore store, int step) {
            try {
                workload.run(step, store);
                now.certain(workload.effect(step));
                if (workload.isSynced(step)) {
                    afterPowerCut.certain(workload.effect(step));
                } else {
                    afterPowerCut.doubtful(workload.effect(step));
                }
            } catch (StorageException told) {
                checkTold(told);
                now.doubtful(workload.effect(step));
                afterPowerCut.doubtful(workload.effect(step));
            }
        }

        private void read(TenantStore store) {
            try {
                check(now.wrong(store), "while open");
            } catch (StorageException told) {
                checkTold(told);
            }
        }

        private void reopen(Vfs healthy, PossibleRows expected, String when) {
            try (StoragePlatform platform = Platforms.open(healthy);
                    TenantStore store = platform.openOrCreate(Platforms.TENANT)) {
                check(expected.wrong(store), when);
                store.put(Workload.PROBE, new byte[10]);
                store.compact();
                check(expected.wrong(store), when + " and a compaction");
            } catch (StorageException refused) {
                problems.add(when + ": " + refused);
            }
        }

        private void check(Set<String> wrong, String when) {
            if (!wrong.isEmpty()) {
                problems.add(when + " " + wrong);
            }
        }

        private void checkTold(StorageException told) {
            if (told.getMessage() == null || told.getMessage().isBlank()) {
                problems.add("an error without a text: " + told);
            }
        }

        @Override
        public synchronized void before(Operation operation, String name) throws IOException {
            boolean concerned =
                    switch (fault) {
                        case ERROR -> true;
                        case ERROR_AFTERWARDS, SHORT_WRITE -> false;
                        case FULL -> operation == Operation.CREATE || operation == Operation.WRITE;
                        case SYNC -> operation == Operation.SYNC;
                    };
            if (concerned && isDue(operation, name)) {
                switch (fault) {
                    case SYNC -> files.failNextSync();
                    case FULL ->
                        throw new NoSpaceException(name + ": No space left on device", new IOException("ENOSPC"));
                    default -> throw new IOException("Input/output error");
                }
            }
        }

        @Override
        public synchronized void after(Operation operation, String name) throws IOException {
            if (fault == Fault.ERROR_AFTERWARDS && isDue(operation, name)) {
                throw new IOException("Input/output error");
            }
        }

        @Override
        public synchronized int bytesOfWrite(String name, int length) {
            return fault == Fault.SHORT_WRITE && isDue(Operation.WRITE, name) ? length / 2 : length;
        }

        private boolean isDue(Operation operation, String name) {
            if (over) {
                return false;
            }
            calls++;
            boolean due = forGood ? calls >= failingCall : calls == failingCall;
            if (due && failed.equals("nothing")) {
                failed = operation + " of " + name;
            }
            return due;
        }
    }
}
