package org.allidb.storage.testkit.consensus;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.allidb.storage.spi.replication.CommittedEntry;
import org.allidb.storage.spi.replication.ReplicatedMachine;
import org.jspecify.annotations.Nullable;

/** Applies the committed entries of one member, in order, each a while after the one before. */
final class Applier {

    private static final long MOST_DELAY_NANOS = Duration.ofMillis(4).toNanos();
    /** One of so many entries takes long, so that leaders fall behind their followers now and then. */
    private static final int SLOW_ENTRIES = 6;

    private static final long SLOW_NANOS = Duration.ofMillis(60).toNanos();
    private static final long BYTES_PER_MEGABYTE = 1 << 20;

    private final MemoryNode node;
    private final ReplicatedMachine machine;
    private final StableState state;
    private final Map<Long, Own> own = new HashMap<>();
    private long committed;
    private long applied;
    private long unsettledBytes;
    private boolean scheduled;

    /** An entry that this node prepared. */
    private record Own(long term, long nanos, Requests.Reply reply) {}

    /** Hears of progress. */
    interface Listener {

        /** An entry was applied. */
        void applied();

        /** The machine was interrupted: the group is to be left. */
        void interrupted();
    }

    Applier(MemoryNode node, ReplicatedMachine machine, StableState state) {
        this.node = node;
        this.machine = machine;
        this.state = state;
        committed = state.settled();
        applied = state.settled();
        machine.passed(applied);
    }

    long committed() {
        return committed;
    }

    long applied() {
        return applied;
    }

    /** Remembers when an entry was prepared, and who is to be answered. */
    void prepared(long index, long nanos, Requests.Reply reply) {
        own.put(index, new Own(state.termAt(index), nanos, reply));
    }

    /** Answers all proposers that what becomes of their entries is not known. */
    void forsake(String why) {
        List<Own> forsaken = new ArrayList<>(new TreeMap<>(own).values());
        own.replaceAll((index, entry) -> new Own(entry.term(), entry.nanos(), (result, failure) -> {}));
        for (Own entry : forsaken) {
            entry.reply().accept(null, Requests.unknown(why));
        }
    }

    void commit(long index, Listener listener) {
        committed = Math.max(committed, index);
        schedule(listener);
    }

    private void schedule(Listener listener) {
        if (!scheduled && applied < committed) {
            scheduled = true;
            long most = node.random().nextInt(SLOW_ENTRIES) == 0 ? SLOW_NANOS : MOST_DELAY_NANOS;
            node.after(node.random().nextLong(most), () -> {
                scheduled = false;
                applyNext(listener);
                schedule(listener);
            });
        }
    }

    private void applyNext(Listener listener) {
        long index = applied + 1;
        LogEntry entry = state.entry(index);
        Own prepared = own.remove(index);
        Own proposed = prepared != null && prepared.term() == entry.term() ? prepared : null;
        byte @Nullable [] bytes = entry.bytes();
        byte[] result = new byte[0];
        if (bytes != null) {
            long nanos = proposed == null ? CommittedEntry.NOT_OWN : proposed.nanos();
            try {
                result = machine.apply(CommittedEntry.of(index, entry.term(), bytes.clone(), nanos));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                listener.interrupted();
                return;
            }
            unsettledBytes += bytes.length;
        }
        if (bytes == null) {
            machine.passed(index);
        }
        applied = index;
        listener.applied();
        if (proposed != null) {
            proposed.reply().accept(result, null);
        } else if (prepared != null) {
            prepared.reply().accept(null, Requests.unknown("another leader took its place"));
        }
        if (unsettledBytes > node.options().logMegabytes() * BYTES_PER_MEGABYTE) {
            try {
                settle();
            } catch (IOException e) {
                unsettledBytes = 0;
            }
        }
    }

    void settle() throws IOException {
        machine.settle();
        state.sync(applied);
        state.settle(applied);
        unsettledBytes = 0;
    }
}
