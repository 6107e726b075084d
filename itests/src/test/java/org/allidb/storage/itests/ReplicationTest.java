package org.allidb.storage.itests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.allidb.storage.spi.replication.ClusterMember;
import org.allidb.storage.spi.replication.CommittedEntry;
import org.allidb.storage.spi.replication.Consensus;
import org.allidb.storage.spi.replication.ConsensusNode;
import org.allidb.storage.spi.replication.ConsensusOptions;
import org.allidb.storage.spi.replication.ConsensusProvider;
import org.allidb.storage.spi.replication.ReplicatedMachine;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** Two nodes agree inside a container, also after their bundle was replaced. */
@RunWith(PaxExam.class)
public class ReplicationTest {

    private static final int PATIENCE_SECONDS = 60;
    private static final int FIRST_PORT = 31_000;

    @Inject
    private BundleContext context;

    private final List<ConsensusNode> nodes = new ArrayList<>();
    private final List<Consensus> groups = new ArrayList<>();
    private final List<Register> registers = new ArrayList<>();

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(ReplicationTest.class);
        return Container.of(ReplicationTest.class);
    }

    @Test
    public void nodesAgreeAlsoAfterTheirBundleWasReplaced() throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (LogLines log = new LogLines()) {
            System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
            List<ClusterMember> members = members();
            start(members);
            propose(0, "one");
            propose(1, "two");
            stop();
            Bundles.named(context, "replication").update();
            start(members);
            propose(0, "three");
            for (Register register : registers) {
                Eventually.becomes("all is applied", List.of("one", "two", "three"), () -> register.applied);
            }
            stop();
            assertEquals(List.of(), log.warnings());
        } finally {
            System.setErr(before);
        }
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }

    /** Returns members at ports below those that systems take for outgoing connections. */
    private static List<ClusterMember> members() {
        List<ClusterMember> members = new ArrayList<>();
        for (int port = FIRST_PORT; members.size() < 2; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                members.add(ClusterMember.of("n" + (members.size() + 1), "127.0.0.1", socket.getLocalPort()));
            } catch (IOException e) {
                // it is taken: the next one
            }
        }
        return members;
    }

    private void start(List<ClusterMember> members) throws Exception {
        ServiceTracker<ConsensusProvider, ConsensusProvider> tracker =
                new ServiceTracker<>(context, ConsensusProvider.class, null);
        tracker.open();
        try {
            ConsensusProvider provider = tracker.waitForService(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            assertNotNull("a provider of consensus", provider);
            assertEquals("ratis", provider.name());
            Path directory = Container.scratch(ReplicationTest.class).resolve("cluster");
            for (ClusterMember member : members) {
                ConsensusNode node = provider.start(ConsensusOptions.of(
                        member.name(),
                        members,
                        directory.resolve(member.name()),
                        Duration.ofSeconds(1),
                        64,
                        Optional.empty()));
                Register register = new Register();
                nodes.add(node);
                registers.add(register);
                groups.add(node.join(0, register));
            }
        } finally {
            tracker.close();
        }
    }

    private void propose(int node, String entry) throws Exception {
        byte[] bytes = entry.getBytes(StandardCharsets.UTF_8);
        assertArrayEquals(
                bytes, groups.get(node).propose(bytes).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private void stop() {
        CompletableFuture.allOf(nodes.stream()
                        .map(node -> CompletableFuture.runAsync(() -> close(node)))
                        .toArray(CompletableFuture[]::new))
                .join();
        nodes.clear();
        groups.clear();
        registers.clear();
    }

    private static void close(ConsensusNode node) {
        try {
            node.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Remembers what was applied since it was started, and settles nothing. */
    private static final class Register implements ReplicatedMachine {

        private final List<String> applied = new CopyOnWriteArrayList<>();

        @Override
        public byte[] prepare(byte[] entry) {
            return entry;
        }

        @Override
        public byte[] apply(CommittedEntry entry) {
            applied.add(new String(entry.bytes(), StandardCharsets.UTF_8));
            return entry.bytes();
        }

        @Override
        public void passed(long position) {}

        @Override
        public void settle() throws IOException {
            throw new IOException("nothing is kept");
        }

        @Override
        public CompletionStage<byte[]> answer(byte[] question) {
            return CompletableFuture.completedFuture(question);
        }

        @Override
        public void leads(boolean now, Optional<String> leader) {
            // All propose.
        }
    }
}
