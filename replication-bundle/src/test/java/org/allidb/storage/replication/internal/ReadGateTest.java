package org.allidb.storage.replication.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.allidb.storage.api.ClusterUnavailableException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.spi.replication.CommittedEntry;
import org.allidb.storage.spi.replication.Consensus;
import org.allidb.storage.spi.replication.ConsensusStatus;
import org.allidb.storage.spi.replication.ReplicaEngine;
import org.allidb.storage.spi.replication.ReplicaStore;
import org.allidb.storage.testkit.ManualClock;
import org.junit.jupiter.api.Test;

/** A read is made once it is sure that nothing newer was acknowledged before it began. */
class ReadGateTest {

    private static final long ELECTION_MILLIS = 1_000;
    private static final long PATIENCE_MILLIS = 500;

    private final ManualClock clock = new ManualClock();
    private final List<CompletableFuture<byte[]>> questions = new ArrayList<>();
    private final ShardMachine machine = new ShardMachine("the shard", new NoEngine(), clock, ELECTION_MILLIS);
    private final Retries retries = new Retries(clock, (task, millis) -> task.run(), PATIENCE_MILLIS);
    private final ReadGate gate = new ReadGate("the shard", new Questions(), machine, retries, false);

    @Test
    void readersWhileAQuestionIsUnderWayShareTheNextOne() {
        CompletableFuture<Long> first = gate.confirm();
        CompletableFuture<Long> second = gate.confirm();
        CompletableFuture<Long> third = gate.confirm();
        assertNotSame(first, second, "its answer may be from before the second reader began");
        assertSame(second, third);
        assertEquals(1, questions.size());
        answer(0, 7);
        assertEquals(7, first.join());
        assertFalse(second.isDone());
        assertEquals(2, questions.size());
        answer(1, 9);
        assertEquals(9, third.join());
        assertEquals(2, questions.size(), "nobody waits");
    }

    @Test
    void aReadWhoseLeaseEndedMeanwhileIsMadeAgain() throws InterruptedException {
        lead();
        List<Integer> discarded = new ArrayList<>();
        int[] reads = {0};
        int found = gate.read(
                () -> {
                    if (++reads[0] == 1) {
                        // the process stands still between its view and its look at the lease
                        clock.advanceMillis(ELECTION_MILLIS);
                        answerAtOnce(1);
                    }
                    return reads[0];
                },
                discarded::add);
        assertEquals(2, found);
        assertEquals(List.of(1), discarded);
        assertEquals(1, questions.size());
    }

    @Test
    void aLeaderReadsAloneWhileItsLeaseHolds() throws InterruptedException {
        lead();
        assertEquals("found", gate.read(() -> "found"));
        assertTrue(questions.isEmpty());
    }

    /** Another node may have applied it, and shown it to a reader. */
    @Test
    void aLeaderReadsWhatIsCommittedAlsoIfItIsSlowToApplyIt() throws InterruptedException {
        lead();
        committed = 2;
        Thread slow = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(PATIENCE_MILLIS / 5);
                machine.apply(CommittedEntry.of(2, 1, Entry.encode(List.of()), clock.nanoTime()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertEquals(2, gate.read(() -> machine.applied().get()));
        slow.join();
        assertTrue(questions.isEmpty());
    }

    @Test
    void aLeaderAnswersOthersWithWhatIsCommitted() throws InterruptedException {
        machine.begin(new Questions());
        lead();
        committed = 2;
        byte[] answer =
                machine.answer(ShardMachine.question()).toCompletableFuture().join();
        assertEquals(2, Entry.positionOf(answer));
    }

    @Test
    void aNodeThatIsBehindSaysSo() {
        answerAtOnce(5);
        ClusterUnavailableException behind =
                assertThrows(ClusterUnavailableException.class, () -> gate.read(() -> "found"));
        assertEquals(
                "the shard is behind on this node: it has not applied in time what others have acknowledged. Read at"
                        + " another node, or later",
                behind.getMessage());
    }

    private void lead() throws InterruptedException {
        machine.leads(true, Optional.of("n1"));
        machine.apply(CommittedEntry.of(1, 1, Entry.encode(List.of()), clock.nanoTime()));
    }

    private boolean atOnce;
    private volatile long committed;
    private long position;

    private void answerAtOnce(long applied) {
        atOnce = true;
        position = applied;
    }

    private void answer(int question, long applied) {
        questions.get(question).complete(Entry.encodeAnswers(applied, List.of()));
    }

    /** Takes questions, and answers when it is told to. */
    private final class Questions implements Consensus {

        @Override
        public CompletionStage<byte[]> ask(byte[] question) {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            questions.add(answer);
            if (atOnce) {
                answer(questions.size() - 1, position);
            }
            return answer;
        }

        @Override
        public CompletionStage<byte[]> propose(byte[] entry) {
            return CompletableFuture.failedFuture(new IOException("it only answers"));
        }

        @Override
        public long committed() {
            return committed;
        }

        @Override
        public ConsensusStatus status() {
            return ConsensusStatus.of(ConsensusStatus.Role.FOLLOWER, 1, Optional.empty(), 0, 0);
        }

        @Override
        public void transfer(String node) {}

        @Override
        public void settle() {}

        @Override
        public void close() {}
    }

    /** Has no tenants. */
    private static final class NoEngine implements ReplicaEngine {

        @Override
        public StoragePlatform platform() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ReplicaStore replica(TenantStore store) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkSettings(TenantId id, TenantSettings settings) {
            throw new UnsupportedOperationException();
        }
    }
}
