package org.allidb.storage.testkit.consensus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.allidb.storage.spi.replication.CommittedEntry;
import org.allidb.storage.spi.replication.ProposalRefusedException;
import org.allidb.storage.spi.replication.ReplicatedMachine;

/** A machine that keeps the list of what it applied. What was settled outlives it in {@link Disk}. */
final class ListMachine implements ReplicatedMachine {

    /** The prefix of proposals that it refuses. */
    static final String REFUSED = "refused";

    private final Disk disk;
    private final List<String> applied;
    private long position;
    private boolean leads;

    /** What a node's machine settled. */
    static final class Disk {

        private List<String> settled = List.of();
        private long position;
    }

    ListMachine(Disk disk) {
        this.disk = disk;
        applied = new ArrayList<>(disk.settled);
        position = disk.position;
    }

    List<String> applied() {
        return applied;
    }

    boolean leads() {
        return leads;
    }

    @Override
    public byte[] prepare(byte[] entry) throws ProposalRefusedException {
        if (new String(entry, StandardCharsets.UTF_8).startsWith(REFUSED)) {
            throw new ProposalRefusedException("the machine refuses it", null);
        }
        return entry;
    }

    @Override
    public byte[] apply(CommittedEntry entry) {
        if (entry.position() <= position) {
            throw new AssertionError("position " + entry.position() + " after " + position);
        }
        position = entry.position();
        applied.add(new String(entry.bytes(), StandardCharsets.UTF_8));
        return entry.bytes();
    }

    @Override
    public void passed(long position) {}

    @Override
    public void settle() {
        disk.settled = List.copyOf(applied);
        disk.position = position;
    }

    @Override
    public CompletionStage<byte[]> answer(byte[] question) {
        return CompletableFuture.completedFuture(question);
    }

    @Override
    public void leads(boolean leading, Optional<String> leader) {
        leads = leading;
    }
}
