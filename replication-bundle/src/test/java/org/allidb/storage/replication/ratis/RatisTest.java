package org.allidb.storage.replication.ratis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.allidb.storage.spi.replication.CommittedEntry;
import org.allidb.storage.spi.replication.ConsensusStatus;
import org.allidb.storage.spi.replication.ConsensusStatus.Role;
import org.allidb.storage.spi.replication.ProposalRefusedException;
import org.allidb.storage.testkit.Await;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Three nodes agree. Most of the time is spent waiting for elections, and for the threads of Ratis to end. */
@Execution(ExecutionMode.CONCURRENT)
class RatisTest {

    @TempDir
    Path directory;

    @Test
    void allNodesApplyTheSameInTheSameOrderWhoeverProposedIt() throws Exception {
        try (TestCluster cluster = TestCluster.of(directory).logMegabytes(8).start()) {
            String leader = cluster.leader();
            List<CompletableFuture<byte[]>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                for (String node : cluster.names()) {
                    answers.add(cluster.propose(node, node + " " + i));
                }
            }
            for (int i = 0; i < answers.size(); i++) {
                String entry = cluster.names().get(i % 3) + " " + i / 3;
                assertEquals("done " + entry, ToyMachine.text(answers.get(i).get(60, TimeUnit.SECONDS)));
            }
            cluster.level(60);
            List<String> order = cluster.machine(leader).texts();
            assertEquals(60, order.size());
            for (String node : cluster.names()) {
                assertEquals(order, cluster.machine(node).texts(), node);
                assertGrowing(cluster.machine(node).applied());
            }
            assertPreparedByTheLeader(cluster);
            assertEquals(
                    "answer to why",
                    ToyMachine.text(cluster.group(cluster.follower())
                            .ask(ToyMachine.bytes("why"))
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS)));
            ConsensusStatus status = cluster.group(cluster.follower()).status();
            assertTrue(status.leader().isPresent());
            assertEquals(Role.FOLLOWER, status.role());
            assertTrue(status.term() > 0 && status.committed() >= 60 && status.applied() >= 60, status::toString);
            refusesWhatTheMachineRefuses(cluster);
            takesEntriesOf4MiBAndCutsItsLog(cluster);
            handsTheLeadOver(cluster);
        }
    }

    private static void assertGrowing(List<CommittedEntry> entries) {
        for (int i = 1; i < entries.size(); i++) {
            assertTrue(entries.get(i - 1).position() < entries.get(i).position());
        }
    }

    /** Each entry was prepared by one node, or by none that leads still. */
    private static void assertPreparedByTheLeader(TestCluster cluster) {
        long now = System.nanoTime();
        int own = 0;
        for (int i = 0; i < 60; i++) {
            List<String> prepared = new ArrayList<>();
            for (String node : cluster.names()) {
                CommittedEntry entry = cluster.machine(node).applied().get(i);
                if (entry.isOwn()) {
                    prepared.add(node);
                    assertTrue(entry.preparedNanos() - now < 0);
                }
            }
            own += prepared.size();
            assertTrue(prepared.size() <= 1, prepared::toString);
        }
        assertTrue(own > 0);
    }

    private static void refusesWhatTheMachineRefuses(TestCluster cluster) {
        for (String node : List.of(cluster.leader(), cluster.follower())) {
            Throwable refused = assertThrows(ExecutionException.class, () -> cluster.done(node, ToyMachine.REFUSED))
                    .getCause();
            assertInstanceOf(ProposalRefusedException.class, refused, node);
            assertEquals("The machine does not want it; propose something else", refused.getMessage());
        }
    }

    /** The log is cut after what its nodes have settled: after 8 MiB each. */
    private void takesEntriesOf4MiBAndCutsItsLog(TestCluster cluster) throws Exception {
        byte[] entry = new byte[4 << 20];
        new Random(42).nextBytes(entry);
        int before = cluster.machine(cluster.leader()).applied().size();
        for (String node : List.of("n1", "n2", "n3", "n1", "n2")) {
            cluster.group(node).propose(entry).toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
        cluster.level(before + 5);
        for (String node : cluster.names()) {
            List<CommittedEntry> applied = cluster.machine(node).applied();
            assertArrayEquals(entry, applied.get(before).bytes(), node);
            assertArrayEquals(entry, applied.get(before + 4).bytes(), node);
            Await.until(node + " has settled", () -> cluster.machine(node).settled() > before);
        }
        Path log = directory
                .resolve("n1")
                .resolve("group-7")
                .resolve(RatisNode.id(TestCluster.GROUP).getUuid().toString());
        Await.until("the first segment is cut off", () -> {
            try (Stream<Path> files = Files.list(log.resolve("current"))) {
                return files.noneMatch(file -> file.getFileName().toString().startsWith("log_0-"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void handsTheLeadOver(TestCluster cluster) throws Exception {
        String leader = cluster.leader();
        IOException unknown =
                assertThrows(IOException.class, () -> cluster.group(leader).transfer("n9"));
        assertEquals(
                "The lead cannot be handed to 'n9', which is no member; the members are [n1, n2, n3]",
                unknown.getMessage());
        assertTrue(cluster.machine(leader).leads());
        String next = cluster.follower();
        cluster.group(next).transfer(leader);
        Await.until("the lead is handed over", () -> {
            try {
                cluster.group(cluster.leader()).transfer(next);
            } catch (IOException e) {
                // within the time of two elections it did not take it
                return false;
            }
            return cluster.leader().equals(next);
        });
        assertEquals("done later", cluster.done(leader, "later"));
    }

    @Test
    void nodeThatIsRestartedGoesOnAfterWhatItSettled() throws Exception {
        try (TestCluster cluster = TestCluster.of(directory).start()) {
            String away = cluster.follower();
            String leader = cluster.leader();
            for (int i = 0; i < 10; i++) {
                cluster.done(leader, "settled " + i);
            }
            cluster.level(10);
            cluster.machine(away).fillDisk(true);
            IOException full =
                    assertThrows(IOException.class, () -> cluster.group(away).settle());
            assertEquals("Group 7 could not be settled", full.getMessage());
            assertEquals("the disk of the toy is full", full.getCause().getMessage());
            cluster.machine(away).fillDisk(false);
            cluster.group(away).settle();
            assertEquals(10, cluster.machine(away).settled());
            for (int i = 0; i < 5; i++) {
                cluster.done(leader, "not settled " + i);
            }
            cluster.level(15);
            cluster.stop(away);
            assertEquals(10, cluster.machine(away).applied().size());
            for (int i = 0; i < 5; i++) {
                cluster.done(leader, "away " + i);
            }
            cluster.start(away);
            cluster.level(20);
            assertEquals(cluster.machine(leader).texts(), cluster.machine(away).texts());
            assertTrue(cluster.machine(away).applied().stream().noneMatch(CommittedEntry::isOwn));
            List<String> all = cluster.machine(leader).texts();

            cluster.stopAll();
            cluster.start(away);
            assertTrue(cluster.machine(away).passed() > 0, "what it settled counts as applied before any entry comes");
            for (String node : cluster.names()) {
                if (!node.equals(away)) {
                    cluster.start(node);
                }
            }
            assertEquals("done last", cluster.done(cluster.follower(), "last"));
            cluster.level(21);
            List<String> more = new ArrayList<>(all);
            more.add("last");
            for (String node : cluster.names()) {
                assertEquals(more, cluster.machine(node).texts(), node);
            }
        }
    }

    @Test
    void proposalThatIsRepeatedAfterARestartIsAppliedOnce() throws Exception {
        try (TestCluster cluster = TestCluster.of(directory).start()) {
            ClientId caller = ClientId.randomId();
            cluster.leader();
            assertEquals(Optional.of("done once"), repeat(cluster, caller, "once"));
            assertEquals(Optional.of("done once"), repeat(cluster, caller, "once"), "as Ratis remembers it");
            cluster.level(1);
            for (String node : cluster.names()) {
                cluster.group(node).settle();
            }
            // what is settled is not applied again when the nodes start: Ratis has forgotten it
            cluster.stopAll();
            cluster.start();
            cluster.leader();
            assertEquals(Optional.empty(), repeat(cluster, caller, "once"), "its answer is lost");
            assertEquals("done last", cluster.done("n2", "last"));
            cluster.level(2);
            for (String node : cluster.names()) {
                assertEquals(List.of("once", "last"), cluster.machine(node).texts(), node);
            }
        }
    }

    private static Optional<String> repeat(TestCluster cluster, ClientId caller, String entry) throws Exception {
        RatisNode leader = cluster.node(cluster.leader());
        RaftClientReply reply = leader.server()
                .submitClientRequest(RaftClientRequest.newBuilder()
                        .setClientId(caller)
                        .setServerId(leader.id())
                        .setGroupId(RatisNode.id(TestCluster.GROUP))
                        .setCallId(CallNumber.proposal(TestCluster.GROUP, 1))
                        .setMessage(Message.valueOf(entry))
                        .setType(RaftClientRequest.writeRequestType())
                        .build());
        assertTrue(reply.isSuccess(), reply::toString);
        return Answers.read(reply.getMessage().getContent()).map(ToyMachine::text);
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheLeaderGoes() throws Exception {
        try (TestCluster cluster = TestCluster.of(directory).start()) {
            String leader = cluster.leader();
            String other = cluster.follower();
            List<String> acknowledged = new ArrayList<>();
            List<String> unknown = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                acknowledged.add("before " + i);
                cluster.done(other, "before " + i);
            }
            cluster.stop(leader);
            for (int i = 0; i < 20; i++) {
                Await.until("a new leader", () -> {
                    ConsensusStatus status = cluster.group(other).status();
                    return status.leader().isPresent() && !status.leader().equals(Optional.of(leader));
                });
                try {
                    assertEquals("done after " + i, cluster.done(other, "after " + i));
                    acknowledged.add("after " + i);
                } catch (ExecutionException e) {
                    // it may be in the log, or not
                    unknown.add("after " + i);
                }
            }
            cluster.start(leader);
            cluster.level(acknowledged.size());
            for (String node : cluster.names()) {
                Await.until(
                        node + " has all", () -> cluster.machine(node).texts().containsAll(acknowledged));
                List<String> known = new ArrayList<>(cluster.machine(node).texts());
                known.removeAll(unknown);
                assertEquals(acknowledged, known, node);
            }
        }
    }

    @Test
    void entryThatCannotBeAppliedStopsTheReplicaAndIsNotSkipped() throws Exception {
        try (TestCluster cluster = TestCluster.of(directory).start()) {
            String broken = cluster.follower();
            for (String node : cluster.names()) {
                if (!node.equals(broken)) {
                    cluster.machine(node).repair();
                }
            }
            cluster.done(broken, "before");
            cluster.level(1);
            String leader = cluster.leader();
            assertEquals("done fail", cluster.done(leader, ToyMachine.FAILED));
            assertEquals("done after", cluster.done(leader, "after"));
            Await.until(
                    "the replica is closed",
                    () -> cluster.group(broken).status().role() == Role.CLOSED);
            assertEquals(List.of("before"), cluster.machine(broken).texts());
            assertThrows(IOException.class, () -> cluster.group(broken).settle());
            Throwable refused = assertThrows(ExecutionException.class, () -> cluster.done(broken, "mine"))
                    .getCause();
            assertInstanceOf(ProposalRefusedException.class, refused);
            assertEquals(
                    "The entry is not in the log: node " + broken
                            + " takes part no more in group 7. Is a majority of the"
                            + " members running, and do they reach each other?",
                    refused.getMessage());

            cluster.stop(broken);
            cluster.machine(broken).repair();
            cluster.start(broken);
            cluster.level(3);
            assertEquals(
                    List.of("before", "fail", "after"), cluster.machine(broken).texts());
        }
    }

    @Test
    void entryThatIsBeingAppliedComesAgainIfTheGroupIsLeftMeanwhile() throws Exception {
        try (TestCluster cluster = TestCluster.of(directory).start()) {
            String waiting = cluster.follower();
            CompletableFuture<Void> reached = new CompletableFuture<>();
            CompletableFuture<Void> never = new CompletableFuture<>();
            cluster.machine(waiting).before(entry -> {
                reached.complete(null);
                try {
                    never.get();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (ExecutionException e) {
                    throw new AssertionError(e);
                }
            });
            cluster.done(cluster.leader(), "one");
            reached.get(60, TimeUnit.SECONDS);
            cluster.stop(waiting);
            assertEquals(List.of(), cluster.machine(waiting).texts());
            cluster.machine(waiting).before(entry -> {});
            cluster.start(waiting);
            cluster.level(1);
            assertEquals(List.of("one"), cluster.machine(waiting).texts());
        }
    }

    @Test
    void nodeWithoutAMajorityRefusesWhatItHasNotSent() throws Exception {
        try (TestCluster cluster = TestCluster.of(directory).electionTimeout(Duration.ofMillis(200))) {
            cluster.start("n2");
            assertNull(Thread.getDefaultUncaughtExceptionHandler(), "Ratis ends the process when a thread fails");
            Throwable refused = assertThrows(ExecutionException.class, () -> cluster.done("n2", "alone"))
                    .getCause();
            assertInstanceOf(ProposalRefusedException.class, refused);
            assertEquals(
                    "The entry is not in the log: no leader of group 7 is known. Is a majority of the members running,"
                            + " and do they reach each other?",
                    refused.getMessage());
            IOException taken = assertThrows(IOException.class, () -> new RatisProvider().start(cluster.options("n2")));
            assertTrue(taken.getMessage().startsWith("Node n2 cannot listen on 127.0.0.1:"), taken.getMessage());
            assertTrue(
                    taken.getMessage()
                            .endsWith("Address already in use. Stop what listens there, or give the node another"
                                    + " address"),
                    taken.getMessage());
        }
    }

    @Test
    void nodeThatLostItsLogIsNotStarted() throws Exception {
        try (TestCluster cluster = TestCluster.of(directory)) {
            cluster.start("n1");
            cluster.stop("n1");
            Path group = directory.resolve("n1").resolve("group-7");
            try (var files = Files.walk(group)) {
                Path log = files.filter(file -> file.endsWith("current"))
                        .findFirst()
                        .orElseThrow();
                Files.move(log, log.resolveSibling("gone"));
            }
            String refused =
                    assertThrows(IOException.class, () -> cluster.start("n1")).getMessage();
            assertTrue(refused.startsWith("The log " + group), refused);
            assertTrue(refused.endsWith("put the log back, or remove the node from the cluster"), refused);
        }
    }
}
