package org.allidb.storage.replication.ratis;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.allidb.storage.spi.replication.CommittedEntry;
import org.allidb.storage.spi.replication.ProposalRefusedException;
import org.allidb.storage.spi.replication.ReplicatedMachine;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.Preconditions;
import org.jspecify.annotations.Nullable;

/**
 * A machine as Ratis sees it. Entries are applied on one thread of Ratis. After a failure none is: Ratis would count the one that failed
 * as applied, and go on with the next. So this object applies nothing more, settles nothing more, and closes the replica.
 */
final class RatisMachine extends BaseStateMachine implements StateMachineStorage {

    private static final Logger LOG = System.getLogger(RatisMachine.class.getName());

    private final ReplicatedMachine machine;
    private final GroupFiles files;
    private final String name;
    private final ClientId self;
    private final Settling settling;
    private final Set<Long> appended = ConcurrentHashMap.newKeySet();
    private final Lead lead;
    private final Applying applying = new Applying();
    private final AppliedCalls calls;
    private volatile Optional<TermIndex> settled;

    /**
     * Wraps a machine.
     *
     * @param machine the machine
     * @param files the files of the group
     * @param name what the replica is called in messages
     * @param self who this node is, as a caller
     * @param logBytes after how many bytes of entries the machine settles
     * @throws IOException if it cannot be read what was settled
     */
    RatisMachine(ReplicatedMachine machine, GroupFiles files, String name, ClientId self, long logBytes)
            throws IOException {
        this.machine = machine;
        this.files = files;
        this.name = name;
        this.self = self;
        this.lead = new Lead(machine);
        this.settling = new Settling(logBytes);
        GroupFiles.Settled last = files.settled();
        this.calls = last.calls();
        if (last.position() < 0) {
            this.settled = Optional.empty();
        } else {
            TermIndex at = TermIndex.valueOf(last.term(), last.position());
            this.settled = Optional.of(at);
            setLastAppliedTermIndex(at);
            // readers wait for positions, and no entry may come
            machine.passed(last.position());
        }
    }

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) {
        long prepared = System.nanoTime();
        TransactionContext.Builder transaction =
                TransactionContext.newBuilder().setStateMachine(this).setClientRequest(request);
        try {
            byte[] entry = machine.prepare(request.getMessage().getContent().toByteArray());
            return transaction
                    .setLogData(Answers.wrap(entry))
                    .setStateMachineContext(prepared)
                    .build();
        } catch (ProposalRefusedException | RuntimeException e) {
            return transaction
                    .setLogData(ByteString.EMPTY)
                    .build()
                    .setException(new RefusedByMachineException(String.valueOf(e.getMessage())));
        }
    }

    /** Called in the order of the log, immediately before an entry is appended. */
    @Override
    public TransactionContext preAppendTransaction(TransactionContext transaction) {
        RaftClientRequest request = transaction.getClientRequest();
        if (request != null && self.equals(request.getClientId())) {
            appended.add(request.getCallId());
        }
        return transaction;
    }

    /** Returns whether a request of this node may be in the log that this node has written as the leader. */
    boolean appended(long call) {
        return appended.contains(call);
    }

    /** Forgets a request of this node that is answered. */
    void answered(long call) {
        appended.remove(call);
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        Preconditions.assertTrue(entry != null, "an entry that is applied is in the log");
        if (!applying.begin()) {
            return CompletableFuture.failedFuture(closed());
        }
        try {
            StateMachineLogEntryProto logged = entry.getStateMachineLogEntry();
            byte[] bytes = logged.getLogData().toByteArray();
            UUID caller = ClientId.valueOf(logged.getClientId()).getUuid();
            Message answer;
            if (calls.add(caller, CallNumber.number(logged.getCallId()), entry.getIndex())) {
                long prepared =
                        transaction.getStateMachineContext() instanceof Long nanos ? nanos : CommittedEntry.NOT_OWN;
                answer = Answers.applied(
                        machine.apply(CommittedEntry.of(entry.getIndex(), entry.getTerm(), bytes, prepared)));
            } else {
                answer = Answers.repeated();
            }
            updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
            settleIfLong(bytes.length);
            return CompletableFuture.completedFuture(answer);
        } catch (InterruptedException e) {
            if (!applying.isOver()) {
                fail("was interrupted while it applied the entry at " + entry.getIndex(), e);
            }
            return CompletableFuture.failedFuture(closed());
        } catch (RuntimeException | Error e) {
            fail("could not apply the entry at " + entry.getIndex(), e);
            return CompletableFuture.failedFuture(closed());
        } finally {
            applying.end();
        }
    }

    private IOException closed() {
        return new IOException(name + " takes part no more");
    }

    private void settleIfLong(int bytes) {
        if (settling.isDue(bytes)) {
            // The answer is not waited for: this is the thread that settles.
            var _ = getServer().join().snapshotManagementAsync(Settling.request(this, self));
        }
    }

    /** Settles what was applied. Called by the thread that applies. */
    @Override
    public long takeSnapshot() {
        TermIndex last = getLastAppliedTermIndex();
        if (last.getIndex() < 0 || !settling.begin() || !applying.begin()) {
            return RaftLog.INVALID_LOG_INDEX;
        }
        try {
            machine.settle();
            files.settle(new GroupFiles.Settled(last.getTerm(), last.getIndex(), calls));
            settled = Optional.of(last);
            settling.succeeded();
            return last.getIndex();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, name + " could not settle; it keeps its log and tries again", e);
            settling.failed(e);
            return RaftLog.INVALID_LOG_INDEX;
        } finally {
            applying.end();
        }
    }

    /** Returns when the machine settles. */
    Settling settling() {
        return settling;
    }

    @Override
    public CompletableFuture<Message> query(Message question) {
        return machine.answer(question.getContent().toByteArray())
                .thenApply(answer -> Message.valueOf(Answers.wrap(answer)))
                .toCompletableFuture();
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        if (!applying.isOver()) {
            super.notifyTermIndexUpdated(term, index);
            machine.passed(index);
        }
    }

    /** Returns the last position that was applied, 0 if none was. */
    long applied() {
        return Math.max(0, getLastAppliedTermIndex().getIndex());
    }

    /** Called before each sync of the log. */
    @Override
    public CompletableFuture<Void> flush(long index) {
        try {
            files.syncLog();
            return CompletableFuture.completedFuture(null);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
        fail("could not write its log", cause);
    }

    @Override
    public CompletableFuture<TermIndex> notifyInstallSnapshotFromLeader(RoleInfoProto role, TermIndex first) {
        fail(
                "misses entries that no other node keeps. Its files have to be replaced by those of another node",
                new IllegalStateException("the log of the leader begins at " + first.getIndex()));
        return super.notifyInstallSnapshotFromLeader(role, first);
    }

    /** Returns who leads, as the machine is told. */
    Lead lead() {
        return lead;
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
        lead.changed(member.getPeerId().equals(leader) ? Optional.empty() : Optional.of(leader.toString()));
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) {
        lead.changed(Optional.empty());
    }

    @Override
    public void notifyLeaderReady() {
        lead.ready(this);
    }

    /** Applies no entry any more. One that is being applied is finished, unless it takes longer than that. */
    void leave() {
        lead.close();
        applying.stop();
    }

    private void fail(String what, Throwable cause) {
        if (applying.over()) {
            LOG.log(Level.ERROR, name + " " + what + "; it takes part no more until this node is started again", cause);
            lead.close();
            // Not here: Ratis waits for this thread when it closes.
            Thread.ofPlatform().daemon().name(name + " closes").start(() -> {
                try {
                    getServer().join().getDivision(getGroupId()).close();
                } catch (IOException e) {
                    LOG.log(Level.WARNING, name + " could not be closed", e);
                }
            });
        }
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return this;
    }

    @Override
    public void init(RaftStorage storage) {
        // The files of the group are elsewhere.
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return settled.<SnapshotInfo>map(Snapshot::new).orElse(null);
    }

    @Override
    public void format() {
        // There is nothing to be made.
    }

    @Override
    public void cleanupOldSnapshots(SnapshotRetentionPolicy policy) {
        // There is one file, which is replaced.
    }

    /** Where applying goes on after a restart. */
    private record Snapshot(TermIndex at) implements SnapshotInfo {
        @Override
        public TermIndex getTermIndex() {
            return at;
        }

        @Override
        public List<org.apache.ratis.server.storage.FileInfo> getFiles() {
            return List.of();
        }
    }

    /** Returns whether this replica takes part no more. */
    boolean isOver() {
        return applying.isOver();
    }
}
