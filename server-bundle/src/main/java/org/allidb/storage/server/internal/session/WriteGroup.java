package org.allidb.storage.server.internal.session;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.server.internal.command.CommandException;
import org.allidb.storage.server.internal.command.Transaction;

/**
 * Carries out commands of a tenant's clients as one transaction: one client's behind the other's, each in the order in which they
 * came. Returns when all have their answers. If the storage refuses the batch, clients are carried out singly, then commands, so that
 * each has its own answer. Thread-safe.
 */
final class WriteGroup {

    private static final Logger LOG = System.getLogger(WriteGroup.class.getName());
    private static final int MOST_TOGETHER = 1_000;

    private final ServerState server;
    private final TenantDoor door;

    WriteGroup(ServerState server, TenantDoor door) {
        this.server = server;
        this.door = door;
    }

    /** Returns whether commands of another client fit into the transaction of some. */
    static boolean fits(int commands, long bytes, WriteTurn next) {
        return commands + next.size() <= MOST_TOGETHER && bytes + next.bytes() <= Transaction.MANY_BYTES;
    }

    /**
     * Carries out what follows at the beginning of each turn; does not throw.
     *
     * @param handedOver called when the batch is on its way, and again if it is tried again
     */
    void run(List<WriteTurn> turns, Runnable handedOver) {
        run(turns, MOST_TOGETHER, handedOver);
    }

    private void run(List<WriteTurn> turns, int most, Runnable handedOver) {
        try {
            TenantStore store = door.store();
            new Attempts(server.contention(), door.tenant()).run(() -> attempt(store, turns, most, handedOver));
            turns.forEach(WriteTurn::acknowledge);
        } catch (CommandException | StorageException e) {
            boolean refused = e instanceof QuotaExceededException || e instanceof InvalidArgumentException;
            if (!refused || !runApart(turns, handedOver)) {
                turns.forEach(turn -> turn.fail(e));
            }
        } catch (RuntimeException | Error e) {
            if (turns.size() == 1) {
                LOG.log(Level.ERROR, "a request of a client failed; its connection is closed", e);
                turns.forEach(WriteTurn::breakOff);
            } else {
                boolean _ = runApart(turns, handedOver);
            }
        }
    }

    private void attempt(TenantStore store, List<WriteTurn> turns, int most, Runnable handedOver) {
        Transaction rows = Transaction.writing(store, server.clock());
        for (WriteTurn turn : turns) {
            long begin = server.nanoTime();
            turn.run(rows, most);
            long end = server.nanoTime();
            boolean _ = door.slowReads().note(end - begin, end);
        }
        rows.commit(false, handedOver);
    }

    /** Carries out what was refused in smaller parts; returns false if it cannot be smaller. */
    private boolean runApart(List<WriteTurn> turns, Runnable handedOver) {
        int size = turns.size();
        if (size > 1) {
            // by halves: what one client is refused for costs the others few syncs
            run(turns.subList(0, size / 2), MOST_TOGETHER, handedOver);
            run(turns.subList(size / 2, size), MOST_TOGETHER, handedOver);
            return true;
        }
        int commands = turns.getFirst().done();
        for (int i = 0; commands > 1 && i < commands; i++) {
            run(turns, 1, handedOver);
        }
        return commands > 1;
    }
}
