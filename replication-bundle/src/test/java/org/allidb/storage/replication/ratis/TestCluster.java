package org.allidb.storage.replication.ratis;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.allidb.storage.spi.replication.ClusterMember;
import org.allidb.storage.spi.replication.Consensus;
import org.allidb.storage.spi.replication.ConsensusNode;
import org.allidb.storage.spi.replication.ConsensusOptions;
import org.allidb.storage.spi.replication.ConsensusOptions.PeerTls;
import org.allidb.storage.spi.replication.ConsensusStatus.Role;
import org.allidb.storage.spi.replication.ProposalRefusedException;
import org.allidb.storage.testkit.Await;
import org.allidb.storage.testkit.FreePorts;

/** Three nodes in this process, with a toy in group 7. */
final class TestCluster implements AutoCloseable {

    static final int GROUP = 7;

    private static final int ATTEMPTS = 5;

    private final Path directory;
    private final Function<String, Optional<PeerTls>> tls;
    private final List<ClusterMember> members;
    private final Map<String, ToyMachine> machines = new ConcurrentSkipListMap<>();
    private final Map<String, ConsensusNode> nodes = new ConcurrentSkipListMap<>();
    private final Map<String, Consensus> groups = new ConcurrentSkipListMap<>();
    private int logMegabytes = 64;
    /** Long, because a machine that builds other things lets leaders wait for their cores. */
    private Duration electionTimeout = Duration.ofMillis(2_500);

    private TestCluster(Path directory, List<ClusterMember> members, Function<String, Optional<PeerTls>> tls) {
        this.directory = directory;
        this.members = members;
        this.tls = tls;
    }

    static TestCluster of(Path directory) throws IOException {
        return of(directory, node -> Optional.empty());
    }

    static TestCluster of(Path directory, Function<String, Optional<PeerTls>> tls) throws IOException {
        List<Integer> ports = FreePorts.find(3);
        List<ClusterMember> members = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            members.add(ClusterMember.of("n" + (i + 1), "127.0.0.1", ports.get(i)));
        }
        return new TestCluster(directory, members, tls);
    }

    TestCluster electionTimeout(Duration timeout) {
        electionTimeout = timeout;
        return this;
    }

    TestCluster logMegabytes(int most) {
        logMegabytes = most;
        return this;
    }

    TestCluster start() throws IOException {
        for (ClusterMember member : members) {
            start(member.name());
        }
        return this;
    }

    void start(String name) throws IOException {
        ConsensusNode node = new RatisProvider().start(options(name));
        nodes.put(name, node);
        groups.put(name, node.join(GROUP, machine(name)));
    }

    ConsensusOptions options(String name) {
        return ConsensusOptions.of(
                name, members, directory.resolve(name), electionTimeout, logMegabytes, tls.apply(name));
    }

    /** Closes a node; its machine forgets what it has not settled. */
    void stop(String name) throws IOException {
        Optional.ofNullable(groups.remove(name)).ifPresent(Consensus::close);
        ConsensusNode node = nodes.remove(name);
        if (node != null) {
            node.close();
        }
        machine(name).restart();
    }

    List<String> names() {
        return members.stream().map(ClusterMember::name).toList();
    }

    ToyMachine machine(String name) {
        return machines.computeIfAbsent(name, each -> new ToyMachine());
    }

    RatisNode node(String name) {
        return (RatisNode) nodes.get(name);
    }

    Consensus group(String name) {
        return groups.get(name);
    }

    /** Waits for a node that leads, and says so to its machine. */
    String leader() {
        List<String> leaders = new ArrayList<>();
        Await.until("one leader", () -> {
            leaders.clear();
            groups.forEach((name, group) -> {
                if (group.status().role() == Role.LEADER && machine(name).leads()) {
                    leaders.add(name);
                }
            });
            return leaders.size() == 1;
        });
        return leaders.getFirst();
    }

    String follower() {
        String leader = leader();
        return groups.keySet().stream()
                .filter(name -> !name.equals(leader))
                .findFirst()
                .orElseThrow();
    }

    CompletableFuture<byte[]> propose(String node, String entry) {
        return group(node).propose(ToyMachine.bytes(entry)).toCompletableFuture();
    }

    /** Proposes an entry, again if it is certainly in no log. */
    String done(String node, String entry) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return ToyMachine.text(propose(node, entry).get(60, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                if (attempt == ATTEMPTS || !(e.getCause() instanceof ProposalRefusedException)) {
                    throw e;
                }
            }
        }
    }

    /** Waits until the running nodes have applied as many entries as one of them. */
    void level(int entries) {
        for (String name : groups.keySet()) {
            Await.until(name + " is level", () -> machine(name).applied().size() >= entries);
        }
    }

    /** Closes all nodes at once: each takes up to a second. */
    void stopAll() {
        Await.end(CompletableFuture.allOf(names().stream()
                .map(name -> CompletableFuture.runAsync(() -> {
                    try {
                        stop(name);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }))
                .toArray(CompletableFuture[]::new)));
    }

    @Override
    public void close() {
        stopAll();
        assertTrue(nodes.isEmpty());
    }
}
