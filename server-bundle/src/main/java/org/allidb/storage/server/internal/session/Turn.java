package org.allidb.storage.server.internal.session;

import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoreClosedException;
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
import org.allidb.storage.server.internal.session.WriteQueue.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * Carries out commands of a client in the order in which they came, and writes one answer for each. Reads and writes that follow each
 * other are one transaction; its answers are there when its batch is acknowledged. If the storage refuses the batch, its commands are
 * carried out singly, so that each has its own answer. Used by one thread at a time.
 */
public final class Turn {

    /** So many bytes of answers are sent before more commands are carried out. */
    public static final int MUCH_OUTPUT = 1 << 20;

    private final ServerState server;
    private final Session session;

    /** For a client. */
    public Turn(ServerState server, Session session) {
        this.server = server;
        this.session = session;
    }

    /** Where a command is carried out. */
    public enum Place {
        /** On the thread that serves connections: it need not wait. */
        HERE,
        /** Together with those of other clients that wait. */
        QUEUE,
        /** On a thread of its own. */
        THREAD
    }

    /** Returns where a command is carried out. */
    public Place place(Request request) {
        return place(CommandTable.ALL.find(request.name()));
    }

    private Place place(@Nullable CommandSpec spec) {
        if (spec == null || session.queued().isQueuing() && !isControl(spec)) {
            return Place.HERE;
        }
        if (!spec.effect().isTransactional()) {
            return spec.effect().mayWait() ? Place.THREAD : Place.HERE;
        }
        TenantDoor door = session.doorIfIn();
        if (door == null || !door.isOpen() || door.slowReads().areSlow(server.nanoTime())) {
            return Place.THREAD;
        }
        return spec.effect() == Effect.READ ? Place.HERE : Place.QUEUE;
    }

    /** Carries out commands that need not wait, up to one that may have to. */
    public void runQuickly(Deque<Request> requests, Replies out) {
        while (hasNext(requests, out)) {
            CommandSpec spec = CommandTable.ALL.find(requests.element().name());
            if (place(spec) != Place.HERE) {
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
        try {
            WriteTurn own = new WriteTurn(this, requests, out);
            new WriteGroup(server, session.door()).run(List.of(own), () -> {});
            if (own.isBroken()) {
                throw new IllegalStateException("commands of a client failed; the log has why");
            }
        } catch (CommandException | StorageException e) {
            requests.remove();
            out.begin();
            out.error(Errors.text(e));
        }
    }

    /**
     * Has commands carried out together with those of other clients that wait. The place of the first one is {@link Place#QUEUE}.
     *
     * @param requests those that were carried out are not in there any more, when there are answers
     * @param out takes the answers
     * @param loop runs what follows
     * @param answered what follows; takes whether the connection is to be closed instead
     * @param abandoned run instead of what follows, when the loop has been closed meanwhile
     * @return has those carried out that wait; to be run on the loop when all that may wait were enqueued, and returns at once
     */
    public Runnable enqueue(
            Deque<Request> requests, Replies out, Executor loop, Consumer<Boolean> answered, Runnable abandoned) {
        WriteTurn own = new WriteTurn(this, requests, out);
        try {
            TenantDoor door = session.door();
            door.writes().add(new Waiting(own, loop, () -> answered.accept(own.isBroken()), abandoned));
            return () -> door.writes().serve(new WriteGroup(server, door));
        } catch (CommandException e) {
            own.fail(e);
            return () -> answered.accept(false);
        }
    }

    /**
     * Carries out commands as part of a transaction, up to one that cannot be.
     *
     * @return how many
     */
    int carryOut(Deque<Request> requests, Transaction rows, Replies out, int most) {
        int mark = out.size();
        int done = 0;
        for (Request request : requests) {
            CommandSpec spec = CommandTable.ALL.find(request.name());
            boolean more = done < most && !rows.isLarge() && out.size() - mark < MUCH_OUTPUT && !session.isEnding();
            if (!more || spec == null || !spec.effect().isTransactional()) {
                break;
            }
            done++;
            server.commands().increment();
            answer(spec, request, rows, out);
        }
        return done;
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
    void forgetStore(Exception failure) {
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
