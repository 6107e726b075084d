package org.allidb.storage.engine.internal.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.engine.internal.backup.BackupTurns.Turn;
import org.junit.jupiter.api.Test;

/** What may run beside what in a backup directory, and how a wait ends. */
class BackupTurnsTest {

    private static final long WATCHDOG_SECONDS = 60;

    private final BackupTurns turns = new BackupTurns("the backup directory x");

    /** An operation on a thread of its own, which has begun or waits. */
    private static final class Later extends FutureTask<Turn> {

        private final Thread thread;

        Later(Callable<Turn> begin) {
            super(begin);
            thread = Thread.ofPlatform().daemon().start(this);
        }

        Later waits() {
            while (thread.getState() != Thread.State.WAITING) {
                assertFalse(isDone(), "it does not wait");
                Thread.onSpinWait();
            }
            return this;
        }

        Turn turn() throws Exception {
            return get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void readsRunBesideAChangeAndBesideEachOther() {
        try (Turn _ = turns.create("a backup");
                Turn _ = turns.read("a check", 1);
                Turn _ = turns.read("a restore", 1)) {
            assertEquals(List.of("a backup", "a check", "a restore"), turns.awaitEnd(0));
        }
        assertEquals(List.of(), turns.awaitEnd(0));
    }

    @Test
    void changesComeOneAtATime() throws Exception {
        Turn first = turns.create("a backup");
        Later second = new Later(() -> turns.create("another backup")).waits();
        first.close();
        second.turn().close();
        turns.delete("a deletion", 1).close();
    }

    @Test
    void deletionWaitsForThoseThatReadItsBackupAndTheyForIt() throws Exception {
        Turn one = turns.read("a check", 1);
        Turn two = turns.read("a restore", 1);
        Later deletion = new Later(() -> turns.delete("a deletion", 1)).waits();
        turns.create("a backup beside it").close();
        turns.delete("the deletion of another one", 2).close();
        one.close();
        deletion.waits();
        two.close();
        Turn deleting = deletion.turn();
        Later read = new Later(() -> turns.read("a check", 1)).waits();
        turns.read("the check of another one", 2).close();
        deleting.close();
        read.turn().close();
    }

    @Test
    void closeEndsWaitsAndTellsWhatIsUnderWay() throws Exception {
        Turn first = turns.create("a backup");
        Later second = new Later(() -> turns.create("another backup")).waits();
        assertTrue(turns.close());
        assertFalse(turns.close());
        assertInstanceOf(
                StoreClosedException.class,
                assertThrows(ExecutionException.class, second::turn).getCause());
        assertThrows(StoreClosedException.class, () -> turns.read("a check", 1));
        assertEquals(List.of("a backup"), turns.awaitEnd(1));
        first.close();
        assertEquals(List.of(), turns.awaitEnd(TimeUnit.SECONDS.toMillis(WATCHDOG_SECONDS)));
    }

    @Test
    void interruptEndsAWait() throws Exception {
        try (Turn _ = turns.create("a backup")) {
            Later second = new Later(() -> turns.create("another backup")).waits();
            second.thread.interrupt();
            Throwable told =
                    assertThrows(ExecutionException.class, second::turn).getCause();
            assertInstanceOf(StorageIoException.class, told);
            assertEquals(
                    "the backup directory x: another backup was interrupted while it waited for [a backup]; nothing"
                            + " was changed",
                    told.getMessage());
        }
        turns.create("the next").close();
    }
}
