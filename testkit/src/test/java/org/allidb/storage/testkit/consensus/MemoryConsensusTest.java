package org.allidb.storage.testkit.consensus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.allidb.storage.spi.replication.Consensus;
import org.allidb.storage.spi.replication.ConsensusNode;
import org.allidb.storage.spi.replication.ConsensusStatus.Role;
import org.allidb.storage.spi.replication.ProposalRefusedException;
import org.junit.jupiter.api.Test;

/** Single behaviours; random runs are in {@link ConsensusRunsTest}. */
class MemoryConsensusTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final List<String> NAMES = List.of("n1", "n2", "n3");

    private final MemoryConsensus cluster = new MemoryConsensus(1, NAMES);
    private final Map<String, ListMachine.Disk> disks = new TreeMap<>();
    private final Map<String, ListMachine> machines = new TreeMap<>();
    private final Map<String, Consensus> groups = new TreeMap<>();

    @Test
    void anEntryIsAppliedAtAllNodesOnce() {
        startAll();
        CompletableFuture<byte[]> outcome = propose(follower(), "a");
        assertTrue(cluster.runUntil(
                () -> machines.values().stream().allMatch(m -> m.applied().size() == 1), MINUTE));
        assertTrue(cluster.runUntil(outcome::isDone, MINUTE));
        assertEquals("a", new String(outcome.join(), UTF_8));
        cluster.run(SECOND);
        for (ListMachine machine : machines.values()) {
            assertEquals(List.of("a"), machine.applied());
        }
    }

    @Test
    void leaderThatIsCutOffAnswersUntilItNotices() {
        startAll();
        String old = leader();
        cutOff(old);
        assertTrue(cluster.runUntil(() -> leaders().size() == 2, MINUTE), "another leader was not elected");
        assertEquals("q", new String(run(group(old).ask("q".getBytes(UTF_8)).toCompletableFuture()), UTF_8));
        CompletableFuture<byte[]> lost = propose(old, "lost");
        assertTrue(cluster.runUntil(lost::isDone, MINUTE));
        assertFalse(failure(lost) instanceof ProposalRefusedException, "whether it takes effect was not known");
        cluster.network().heal();
        assertTrue(cluster.runUntil(() -> leaders().size() == 1, MINUTE));
        cluster.run(SECOND);
        machines.values().forEach(machine -> assertEquals(List.of(), machine.applied()));
    }

    @Test
    void whatTheMachineRefusesIsInNoLog() {
        startAll();
        Throwable failure = failed(propose(follower(), ListMachine.REFUSED));
        assertEquals(
                "the machine refuses it",
                assertInstanceOf(ProposalRefusedException.class, failure).getMessage());
        cluster.run(SECOND);
        machines.values().forEach(machine -> assertEquals(List.of(), machine.applied()));
    }

    @Test
    void proposalWithoutLeaderIsRefused() {
        start("n1");
        Throwable failure = failed(propose("n1", "a"));
        assertEquals(
                "the proposal was refused: no leader is known; repeat it later",
                assertInstanceOf(ProposalRefusedException.class, failure).getMessage());
    }

    @Test
    void restartedNodeAppliesWhatWasNotSettled() throws IOException {
        startAll();
        String node = follower();
        run(propose(node, "settled"));
        cluster.run(SECOND);
        group(node).settle();
        run(propose(node, "unsettled"));
        cluster.run(SECOND);
        cluster.crash(node);
        assertEquals(Role.CLOSED, group(node).status().role());
        start(node);
        assertEquals(List.of("settled"), machine(node).applied());
        cluster.run(SECOND);
        assertEquals(List.of("settled", "unsettled"), machine(node).applied());
    }

    @Test
    void leadIsHandedOver() throws IOException {
        startAll();
        String old = leader();
        String successor = follower();
        group(old).transfer(successor);
        assertEquals(List.of(successor), leaders());
        assertFalse(machine(old).leads());
        assertTrue(machine(successor).leads());
    }

    @Test
    void leadIsKeptIfTheSuccessorIsNotReached() {
        startAll();
        String old = leader();
        String successor = follower();
        cutOff(successor);
        String message = assertThrows(IOException.class, () -> group(old).transfer(successor))
                .getMessage();
        assertEquals(
                "node " + successor + " did not take over the lead of group 0 within the time of two elections;"
                        + " see whether it is reached, and repeat",
                message);
        cluster.run(SECOND);
        assertEquals(
                1, leaders().stream().filter(name -> !name.equals(successor)).count());
    }

    @Test
    void clocksOfNodesDiffer() {
        cluster.clockRate("n1", 1.5);
        long first = cluster.clock("n1").nanoTime();
        long second = cluster.clock("n2").nanoTime();
        long wall = cluster.clock("n2").wallMicros();
        cluster.run(SECOND);
        cluster.jumpMillis("n2", -5_000);
        assertEquals(1_500_000_000, cluster.clock("n1").nanoTime() - first);
        assertEquals(1_000_000_000, cluster.clock("n2").nanoTime() - second);
        assertEquals(-4_000_000, cluster.clock("n2").wallMicros() - wall);
    }

    private void startAll() {
        NAMES.forEach(this::start);
        assertTrue(cluster.runUntil(() -> leaders().size() == 1, MINUTE), "no leader was elected");
        cluster.run(SECOND);
    }

    @SuppressWarnings("MustBeClosed")
    private void start(String name) {
        try {
            ListMachine machine = new ListMachine(disks.computeIfAbsent(name, key -> new ListMachine.Disk()));
            ConsensusNode node = cluster.start(cluster.options(name));
            machines.put(name, machine);
            groups.put(name, node.join(0, machine));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void cutOff(String node) {
        cluster.network()
                .partition(
                        List.of(node),
                        NAMES.stream().filter(name -> !name.equals(node)).toList());
    }

    private List<String> leaders() {
        List<String> leaders = new ArrayList<>();
        groups.forEach((name, group) -> {
            if (group.status().role() == Role.LEADER) {
                leaders.add(name);
            }
        });
        return leaders;
    }

    private String leader() {
        return leaders().getFirst();
    }

    private String follower() {
        return NAMES.stream().filter(name -> !name.equals(leader())).findFirst().orElseThrow();
    }

    private Consensus group(String name) {
        return groups.get(name);
    }

    private ListMachine machine(String name) {
        return machines.get(name);
    }

    private CompletableFuture<byte[]> propose(String node, String entry) {
        return group(node).propose(entry.getBytes(UTF_8)).toCompletableFuture();
    }

    private byte[] run(CompletableFuture<byte[]> outcome) {
        assertTrue(cluster.runUntil(outcome::isDone, MINUTE));
        return outcome.join();
    }

    private Throwable failed(CompletableFuture<byte[]> outcome) {
        assertTrue(cluster.runUntil(outcome::isDone, MINUTE));
        return failure(outcome);
    }

    private static Throwable failure(CompletableFuture<byte[]> outcome) {
        return assertThrows(CompletionException.class, outcome::join).getCause();
    }
}
