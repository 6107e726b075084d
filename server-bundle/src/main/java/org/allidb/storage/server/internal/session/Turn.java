package org.allidb.storage.server.internal.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.server.internal.command.Call;
import org.allidb.storage.server.internal.command.CommandException;
import org.allidb.storage.server.internal.command.CommandSpec;
import org.allidb.storage.server.internal.command.CommandTable;
import org.allidb.storage.server.internal.command.Effect;
import org.allidb.storage.server.internal.command.Transaction;
import org.allidb.storage.server.internal.protocol.Replies;
import org.allidb.storage.server.internal.protocol.ReplyTooLargeException;
import org.allidb.storage.server.internal.protocol.Request;
import org.jspecify.annotations.Nullable;

/**
 * Carries out commands of a client in the order in which they came, and writes one answer for each. Reads and writes that follow each
 * other are one transaction; its answers are there when its batch is acknowledged. If the storage refuses the batch, its commands are
 * carried out singly, so that each has its own answer. Used by one thread at a time.
 */
public final class Turn {

    /** So many bytes of answers are sent before more commands are carried out. */
    public static final int MUCH_OUTPUT = 1 << 20;

    private static final int MOST_TOGETHER = 1_000;
    private final ServerState server;
    private final Session session;

    /** For a client. */
    public Turn(ServerState server, Session session) {
        this.server = server;
        this.session = session;
    }

    /** Returns whether a command may have to wait, so that no thread that serves others may carry it out. */
    public boolean mayWait(Request request) {
        return mayWait(CommandTable.ALL.find(request.name()));
    }

    private boolean mayWait(@Nullable CommandSpec spec) {
        if (spec == null || session.queued().isQueuing() && !isControl(spec)) {
            return false;
        }
        if (spec.effect() != Effect.READ) {
            return spec.effect().mayWait();
        }
        TenantDoor door = session.doorIfIn();
        return door == null || !door.isOpen() || door.slowReads().areSlow(server.nanoTime());
    }

    /** Carries out commands that need not wait, up to one that may have to. */
    public void runQuickly(Deque<Request> requests, Replies out) {
        while (hasNext(requests, out)) {
            CommandSpec spec = CommandTable.ALL.find(requests.element().name());
            if (mayWait(spec)) {
                return;
            }
            long begin = server.nanoTime();
            single(spec, requests.remove(), out);
            if (isRead(spec) && areSlow(begin)) {
                return;
            }
        }
    }

    /** Notes how long reads took, since a moment; returns whether that was long. */
    private boolean areSlow(long begin) {
        TenantDoor door = session.doorIfIn();
        long now = server.nanoTime();
        return door != null && door.slowReads().note(now - begin, now);
    }

    private boolean isRead(@Nullable CommandSpec spec) {
        return spec != null && spec.effect() == Effect.READ && !session.queued().isQueuing();
    }

    /**
     * Carries out commands, until there is much to be sent. Waits for the storage. Reads before the first write are carried out
     * singly: nothing that is written depends on them.
     */
    public void run(Deque<Request> requests, Replies out) {
        long begin = server.nanoTime();
        boolean reads = true;
        while (hasNext(requests, out)) {
            CommandSpec spec = CommandTable.ALL.find(requests.element().name());
            reads &= isRead(spec);
            if (!reads
                    && spec != null
                    && spec.effect().isTransactional()
                    && !session.queued().isQueuing()) {
                together(requests, out);
            } else {
                single(spec, requests.remove(), out);
            }
        }
        if (reads) {
            // a tenant whose reads still wait must not come back to the event loop to find that out
            boolean _ = areSlow(begin);
        }
    }

    private boolean hasNext(Deque<Request> requests, Replies out) {
        return !requests.isEmpty() && out.size() < MUCH_OUTPUT && !session.isEnding();
    }

    private void together(Deque<Request> requests, Replies out) {
        int mark = out.size();
        int[] done = {0};
        try {
            TenantStore store = session.store();
            new Attempts(server.contention(), session.tenant()).run(() -> {
                out.truncate(mark);
                Transaction rows = Transaction.writing(store, server.clock());
                done[0] = 0;
                for (Request request : requests) {
                    CommandSpec spec = CommandTable.ALL.find(request.name());
                    boolean more = done[0] < MOST_TOGETHER && !rows.isLarge() && out.size() - mark < MUCH_OUTPUT;
                    if (!more || spec == null || !spec.effect().isTransactional()) {
                        break;
                    }
                    done[0]++;
                    server.commands().increment();
                    answer(spec, request, rows, out);
                }
                rows.commit(false);
            });
            take(requests, done[0]);
        } catch (CommandException | StorageException e) {
            forgetStore(e);
            out.truncate(mark);
            List<Request> failed = take(requests, Math.max(1, done[0]));
            boolean refused = e instanceof QuotaExceededException || e instanceof InvalidArgumentException;
            if (refused && failed.size() > 1) {
                failed.forEach(request -> together(new ArrayDeque<>(List.of(request)), out));
            } else {
                failed.forEach(request -> out.error(Errors.text(e)));
            }
        }
    }

    private List<Request> take(Deque<Request> requests, int count) {
        List<Request> taken = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            taken.add(requests.remove());
        }
        return taken;
    }

    /** Carries out a command by itself, or queues it. */
    private void single(@Nullable CommandSpec spec, Request request, Replies out) {
        int mark = out.begin();
        server.commands().increment();
        QueuedCommands queued = session.queued();
        try {
            if (spec == null) {
                throw unknown(request);
            }
            check(spec, request);
            if (queued.isQueuing() && !isControl(spec)) {
                queued.add(spec, request);
                out.simple("QUEUED");
                return;
            }
            Transaction rows =
                    spec.effect() == Effect.READ ? Transaction.reading(session.store(), server.clock()) : null;
            spec.handler().run(new Call(request, session, rows, out));
        } catch (CommandException | StorageException | ReplyTooLargeException e) {
            if (queued.isQueuing() && (spec == null || !isControl(spec))) {
                queued.refuse();
            }
            forgetStore(e);
            out.truncate(mark);
            out.error(Errors.text(e));
        }
    }

    /** Writes the answer of a command of a transaction; what it throws concerns it alone. */
    private void answer(CommandSpec spec, Request request, Transaction rows, Replies out) {
        int mark = out.begin();
        try {
            check(spec, request);
            spec.handler().run(new Call(request, session, rows, out));
        } catch (CommandException | StorageException | ReplyTooLargeException e) {
            forgetStore(e);
            out.truncate(mark);
            out.error(Errors.text(e));
        }
    }

    private void check(CommandSpec spec, Request request) throws CommandException {
        spec.checkArity(request.arguments().size());
        if (spec.needsAccess()) {
            session.demandAccess();
            spec.checkRole(session.role());
        }
    }

    /** Has a store opened again that is closed, or of a tenant that is gone. */
    private void forgetStore(Exception failure) {
        if (failure instanceof StoreClosedException || failure instanceof TenantUnknownException) {
            session.forgetStore();
        }
    }

    /** Returns whether a command is carried out at once also where others are queued. */
    private static boolean isControl(CommandSpec spec) {
        return spec.effect() == Effect.TRANSACTION
                || spec.name().equals("quit")
                || spec.name().equals("reset");
    }

    private static CommandException unknown(Request request) {
        StringBuilder arguments = new StringBuilder();
        for (int i = 1; i < request.arguments().size() && arguments.length() < 128; i++) {
            arguments.append('\'').append(Call.printable(request.text(i))).append("' ");
        }
        return new CommandException("ERR unknown command '" + Call.printable(request.text(0))
                + "', with args beginning with: " + arguments);
    }
}
