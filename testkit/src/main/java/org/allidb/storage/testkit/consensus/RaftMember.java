package org.allidb.storage.testkit.consensus;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.allidb.storage.spi.replication.ConsensusStatus;
import org.allidb.storage.spi.replication.ConsensusStatus.Role;
import org.allidb.storage.spi.replication.ProposalRefusedException;
import org.allidb.storage.spi.replication.ReplicatedMachine;
import org.jspecify.annotations.Nullable;

/** A member of a group: its role, its votes and its log. All of it runs within steps of the simulation. */
final class RaftMember implements Applier.Listener {

    private static final int HEARTBEATS = 5;
    private static final int PATIENCE = 2;

    private final MemoryNode node;
    private final int group;
    private final ReplicatedMachine machine;
    private final StableState state;
    private final Applier applier;
    private final Requests requests;
    private final Set<String> votes = new TreeSet<>();
    private Role role = Role.FOLLOWER;
    private @Nullable String leader;
    private @Nullable Leadership leadership;
    private long timer;
    private volatile ConsensusStatus status;

    RaftMember(MemoryNode node, int group, ReplicatedMachine machine, StableState state) {
        this.node = node;
        this.group = group;
        this.machine = machine;
        this.state = state;
        applier = new Applier(node, machine, state);
        requests = new Requests();
        status = snapshot();
    }

    @Override
    public void applied() {
        publish();
    }

    @Override
    public void interrupted() {
        close();
    }

    void start() {
        awaitLeader();
    }

    MemoryNode node() {
        return node;
    }

    int group() {
        return group;
    }

    Requests requests() {
        return requests;
    }

    @Nullable
    String leader() {
        return leader;
    }

    long electionNanos() {
        return node.options().electionTimeout().toNanos();
    }

    Duration longestElection() {
        return node.options().electionTimeout().multipliedBy(2);
    }

    /** Returns the state of now, from any thread as it was after the last change. */
    ConsensusStatus status() {
        return status;
    }

    void receive(Message message) {
        if (role == Role.CLOSED) {
            return;
        }
        if (message.term() > state.term()) {
            state.begin(message.term());
            follow(null, "another node may lead now");
        }
        switch (message) {
            case Message.RequestVote request -> vote(request);
            case Message.Vote vote -> count(vote);
            case Message.AppendEntries append -> append(append);
            case Message.Appended answer -> appended(answer);
            case Message.TimeoutNow now -> {
                if (now.term() == state.term() && role == Role.FOLLOWER) {
                    campaign();
                }
            }
        }
        publish();
    }

    /** Takes a proposal, if this node leads. */
    void proposed(byte[] entry, Requests.Reply reply) {
        Leadership own = leadership;
        if (own == null || own.successor() != null) {
            reply.accept(null, Requests.refused("node " + node.name() + " does not lead; repeat it"));
            return;
        }
        long nanos = node.clock().nanoTime();
        byte[] prepared;
        try {
            prepared = machine.prepare(entry);
        } catch (ProposalRefusedException e) {
            reply.accept(null, e);
            return;
        }
        state.append(new LogEntry(state.term(), prepared));
        applier.prepared(state.lastIndex(), nanos, reply);
        appendedOwn(own);
    }

    /** Answers a question, if this node believes to lead. */
    void asked(byte[] question, Requests.Reply reply) {
        if (leadership == null) {
            reply.accept(null, new IOException("node " + node.name() + " does not lead; repeat the question"));
        } else {
            Requests.answer(machine.answer(question), reply);
        }
    }

    /** Begins to hand the lead over, and returns whether this node has it. */
    boolean transfer(String successor) {
        Leadership own = leadership;
        if (own == null || successor.equals(node.name())) {
            return false;
        }
        own.succeededBy(successor);
        tell(false);
        node.after(2 * longestElection().toNanos(), () -> {
            if (leadership == own && own.successor() != null) {
                own.succeededBy(null);
                tell(true);
            }
        });
        handOver(own);
        return true;
    }

    void settle() throws IOException {
        applier.settle();
    }

    void crash() {
        leave();
        state.losePower();
    }

    void close() {
        if (role != Role.CLOSED) {
            state.sync(state.lastIndex());
            leave();
            node.left(group);
        }
    }

    private void leave() {
        role = Role.CLOSED;
        leader = null;
        leadership = null;
        timer++;
        publish();
        applier.forsake("its leader left the group");
        requests.end();
    }

    private void awaitLeader() {
        long set = ++timer;
        node.after(node.between(electionNanos()), () -> {
            if (timer == set && (role == Role.FOLLOWER || role == Role.CANDIDATE)) {
                campaign();
                publish();
            }
        });
    }

    private void campaign() {
        state.begin(state.term() + 1);
        state.vote(node.name());
        role = Role.CANDIDATE;
        leader = null;
        tell(false);
        votes.clear();
        votes.add(node.name());
        awaitLeader();
        node.broadcast(
                group,
                new Message.RequestVote(state.term(), node.name(), state.lastIndex(), state.termAt(state.lastIndex())));
        elect();
    }

    private void vote(Message.RequestVote request) {
        String voted = state.votedFor();
        boolean granted = request.term() == state.term()
                && state.isCoveredBy(request)
                && (voted == null || voted.equals(request.candidate()));
        if (granted) {
            state.vote(request.candidate());
            awaitLeader();
        }
        node.send(request.candidate(), group, new Message.Vote(state.term(), node.name(), granted));
    }

    private void count(Message.Vote vote) {
        if (role == Role.CANDIDATE && vote.term() == state.term() && vote.granted()) {
            votes.add(vote.voter());
            elect();
        }
    }

    private void elect() {
        if (2 * votes.size() > node.options().members().size()) {
            role = Role.LEADER;
            leader = node.name();
            timer++;
            Leadership won = new Leadership(node, group, state);
            leadership = won;
            state.append(new LogEntry(state.term(), null));
            tell(true);
            appendedOwn(won);
            beat(won);
        }
    }

    private void beat(Leadership own) {
        node.after(electionNanos() / HEARTBEATS, () -> {
            if (leadership != own) {
                return;
            }
            if (own.isFollowed(PATIENCE * electionNanos())) {
                own.replicate(applier.committed());
                beat(own);
            } else {
                follow(null, "its leader lost the majority");
                publish();
            }
        });
    }

    private void appendedOwn(Leadership own) {
        long index = state.lastIndex();
        own.replicate(applier.committed());
        node.after(node.syncNanos(), () -> {
            if (leadership == own) {
                state.sync(index);
                advance(own);
            }
        });
    }

    private void append(Message.AppendEntries append) {
        if (append.term() < state.term()) {
            answer(append.leader(), false, state.lastIndex());
            return;
        }
        follow(append.leader(), "another node leads");
        if (!state.has(append.previous())) {
            answer(
                    append.leader(),
                    false,
                    Math.min(state.lastIndex(), append.previous().index() - 1));
            return;
        }
        long matching = state.accept(append, applier.committed());
        applier.commit(Math.min(append.committed(), matching), this);
        node.after(node.syncNanos(), () -> {
            if (state.term() == append.term() && role == Role.FOLLOWER) {
                state.sync(matching);
                answer(append.leader(), true, matching);
            }
        });
    }

    private void appended(Message.Appended answer) {
        Leadership own = leadership;
        if (own != null && answer.term() == state.term()) {
            own.answered(answer, applier.committed());
            advance(own);
        }
    }

    private void advance(Leadership own) {
        applier.commit(own.majority(), this);
        publish();
        handOver(own);
    }

    /** Lets the successor stand for election once it has all entries. */
    private void handOver(Leadership own) {
        String successor = own.successor();
        if (successor != null && own.isSuccessorReady()) {
            follow(null, "the lead was handed over");
            node.send(successor, group, new Message.TimeoutNow(state.term()));
            publish();
        }
    }

    /** Follows a leader, or waits for one. */
    private void follow(@Nullable String newLeader, String why) {
        boolean changed = role != Role.FOLLOWER || !Objects.equals(leader, newLeader);
        boolean led = leadership != null;
        role = Role.FOLLOWER;
        leader = newLeader;
        leadership = null;
        if (changed) {
            tell(false);
        }
        if (led) {
            applier.forsake(why);
        }
        if (led || newLeader != null) {
            awaitLeader();
        }
    }

    private void answer(String to, boolean matches, long index) {
        node.send(to, group, new Message.Appended(state.term(), node.name(), matches, index));
    }

    private void tell(boolean leads) {
        publish();
        machine.leads(leads, Optional.ofNullable(leader));
    }

    private void publish() {
        status = snapshot();
    }

    private ConsensusStatus snapshot() {
        return ConsensusStatus.of(
                role, state.term(), Optional.ofNullable(leader), applier.committed(), applier.applied());
    }
}
