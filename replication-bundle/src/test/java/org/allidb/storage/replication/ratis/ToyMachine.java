package org.allidb.storage.replication.ratis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.allidb.storage.spi.replication.CommittedEntry;
import org.allidb.storage.spi.replication.ProposalRefusedException;
import org.allidb.storage.spi.replication.ReplicatedMachine;

/** Appends each entry to a list, which outlives the node like a disk: what is settled of it is kept when the node is closed. */
final class ToyMachine implements ReplicatedMachine {

    static final String REFUSED = "refuse";
    static final String FAILED = "fail";

    private final List<CommittedEntry> applied = new ArrayList<>();
    private int settled;
    private boolean leads;
    private volatile boolean failing = true;
    private volatile Consumer<CommittedEntry> before = entry -> {};
    private volatile boolean unsettled;
    private volatile long passed;

    @Override
    public byte[] prepare(byte[] entry) throws ProposalRefusedException {
        if (text(entry).equals(REFUSED)) {
            throw new ProposalRefusedException("The machine does not want it; propose something else", null);
        }
        return entry;
    }

    @Override
    public byte[] apply(CommittedEntry entry) throws InterruptedException {
        before.accept(entry);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (failing && text(entry.bytes()).equals(FAILED)) {
            throw new IllegalStateException("the toy is broken");
        }
        synchronized (this) {
            applied.add(entry);
            return bytes("done " + text(entry.bytes(), 32));
        }
    }

    @Override
    public void passed(long position) {
        passed = position;
    }

    @Override
    public synchronized void settle() throws IOException {
        if (unsettled) {
            throw new IOException("the disk of the toy is full");
        }
        settled = applied.size();
    }

    @Override
    public CompletionStage<byte[]> answer(byte[] question) {
        return CompletableFuture.completedFuture(bytes("answer to " + text(question)));
    }

    @Override
    public synchronized void leads(boolean now, Optional<String> leader) {
        leads = now;
    }

    synchronized boolean leads() {
        return leads;
    }

    /** Does so before each entry is applied. */
    void before(Consumer<CommittedEntry> action) {
        before = action;
    }

    /** Fails no more. */
    void repair() {
        failing = false;
    }

    void fillDisk(boolean full) {
        unsettled = full;
    }

    /** Forgets what was not settled, as a machine that is restarted. */
    synchronized void restart() {
        applied.subList(settled, applied.size()).clear();
        passed = 0;
    }

    long passed() {
        return passed;
    }

    synchronized int settled() {
        return settled;
    }

    synchronized List<CommittedEntry> applied() {
        return List.copyOf(applied);
    }

    synchronized List<String> texts() {
        return applied.stream().map(entry -> text(entry.bytes(), 32)).toList();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes, int most) {
        return new String(bytes, 0, Math.min(bytes.length, most), StandardCharsets.UTF_8);
    }
}
