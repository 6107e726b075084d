package org.allidb.storage.server.internal.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.allidb.storage.api.ConditionFailedException;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.server.internal.command.Call;
import org.allidb.storage.server.internal.command.CommandException;
import org.allidb.storage.server.internal.command.CommandSpec;
import org.allidb.storage.server.internal.command.Effect;
import org.allidb.storage.server.internal.command.Transaction;
import org.allidb.storage.server.internal.protocol.Replies;
import org.allidb.storage.server.internal.protocol.Request;
import org.jspecify.annotations.Nullable;

/**
 * What a client has begun: commands between MULTI and EXEC, and keys that it watches. EXEC is one batch, with a condition for each row
 * that was read and for each key that is watched. Used by one thread at a time.
 */
final class QueuedCommands {

    /** More commands than this are not queued. */
    private static final int MOST_COMMANDS = 10_000;

    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_WATCHED = 1_000;

    private record Queued(CommandSpec spec, Request request) {}

    private final ServerState server;
    private final Map<RowKey, OptionalLong> watched = new LinkedHashMap<>();
    private @Nullable List<Queued> queue;
    private int bytes;
    private boolean refused;

    QueuedCommands(ServerState server) {
        this.server = server;
    }

    /** Returns whether commands are queued. */
    boolean isQueuing() {
        return queue != null;
    }

    /** Returns about what it has in memory. */
    int bytes() {
        return bytes;
    }

    void begin() throws CommandException {
        if (queue != null) {
            throw new CommandException("ERR MULTI calls can not be nested");
        }
        queue = new ArrayList<>();
    }

    /** Queues a command, or refuses it, and with it the transaction. */
    void add(CommandSpec spec, Request request) throws CommandException {
        List<Queued> own = queue;
        if (own == null) {
            throw new IllegalStateException("nothing is queued");
        }
        boolean possible = spec.effect().isTransactional() || spec.effect() == Effect.CONNECTION;
        if (!possible) {
            throw new CommandException("ERR '" + spec.name() + "' is not allowed in a transaction");
        }
        if (own.size() == MOST_COMMANDS || bytes + request.bytes() > MOST_BYTES) {
            throw new CommandException("ERR the transaction is too large; use at most " + MOST_COMMANDS
                    + " commands of " + MOST_BYTES + " bytes together");
        }
        own.add(new Queued(spec, request));
        bytes += request.bytes();
    }

    /** Notes that a command of the transaction was refused. */
    void refuse() {
        refused = true;
    }

    void discard() throws CommandException {
        if (queue == null) {
            throw new CommandException("ERR DISCARD without MULTI");
        }
        forget();
    }

    void forget() {
        queue = null;
        bytes = 0;
        refused = false;
        watched.clear();
    }

    void watch(TenantStore store, List<byte[]> keys) throws CommandException {
        if (queue != null) {
            throw new CommandException("ERR WATCH inside MULTI is not allowed");
        }
        if (watched.size() + keys.size() > MOST_WATCHED) {
            throw new CommandException("ERR too many keys are watched; at most " + MOST_WATCHED + " are");
        }
        for (byte[] each : keys) {
            RowKey key = RowKey.value(EntityId.of(each));
            if (!watched.containsKey(key)) {
                watched.put(
                        key,
                        store.get(key)
                                .map(row -> OptionalLong.of(row.sequence()))
                                .orElse(OptionalLong.empty()));
            }
        }
    }

    void unwatch() {
        watched.clear();
    }

    /** Carries the queue out, and writes all answers, or that a watched key has changed. */
    void execute(Session session, Replies out) throws CommandException {
        List<Queued> commands = queue;
        if (commands == null) {
            throw new CommandException("ERR EXEC without MULTI");
        }
        Map<RowKey, OptionalLong> conditions = new LinkedHashMap<>(watched);
        boolean aborted = refused;
        forget();
        if (aborted) {
            throw new CommandException("EXECABORT Transaction discarded because of previous errors.");
        }
        TenantStore store = session.store();
        int mark = out.size();
        Attempts attempts = new Attempts(server.contention(), session.tenant());
        attempts.run(() -> {
            out.truncate(mark);
            Transaction rows = Transaction.writing(store, server.clock());
            conditions.forEach(rows::demand);
            out.array(commands.size());
            for (Queued each : commands) {
                run(each, session, rows, out);
            }
            try {
                rows.commit(true);
            } catch (ConditionFailedException e) {
                if (!conditions.containsKey(e.key())) {
                    throw e;
                }
                out.truncate(mark);
                out.nilArray();
            }
        });
    }

    private static void run(Queued command, Session session, Transaction rows, Replies out) {
        int mark = out.size();
        try {
            command.spec.handler().run(new Call(command.request, session, rows, out));
        } catch (CommandException | StorageException e) {
            out.truncate(mark);
            out.error(Errors.text(e));
        }
    }
}
