package org.allidb.storage.replication.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.config.ClusterOptions;
import org.allidb.storage.replication.ratis.RatisProvider;
import org.allidb.storage.spi.replication.ClusterMember;
import org.allidb.storage.spi.replication.ConsensusNode;
import org.allidb.storage.spi.replication.ConsensusOptions;
import org.allidb.storage.spi.replication.ConsensusProvider;
import org.allidb.storage.spi.replication.ReplicaEngine;
import org.allidb.storage.spi.replication.ReplicationProvider;
import org.allidb.storage.spi.runtime.StorageRuntime;

/** Replicates tenants by logs that nodes agree on. Thread-safe. */
public final class RaftReplication implements ReplicationProvider {

    /** The name of the provider. */
    public static final String NAME = "raft";

    /** Where the node keeps its logs, below the data directory. */
    static final String DIRECTORY = "cluster";

    private static final Pattern MEMBER =
            Pattern.compile("([a-z0-9][a-z0-9-]{0,31})=(\\[[0-9a-fA-F:.]+]|[^:=\\[\\]]+):([0-9]{1,5})");
    private static final int MAX_PORT = 65_535;

    private final ConsensusProvider consensus;

    /** Called by {@link java.util.ServiceLoader}: nodes agree by Ratis. */
    public RaftReplication() {
        this(new RatisProvider());
    }

    /**
     * Creates the provider.
     *
     * @param consensus how nodes agree
     */
    public RaftReplication(ConsensusProvider consensus) {
        this.consensus = consensus;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StoragePlatform join(ReplicaEngine engine, Path directory, ClusterOptions options, StorageRuntime runtime) {
        ConsensusOptions membership = membership(directory, options);
        ConsensusNode started;
        try {
            started = consensus.start(membership);
        } catch (IOException e) {
            throw new StorageIoException(
                    "node '" + options.node() + "' of the cluster does not start: " + e.getMessage(), e);
        }
        try {
            if (started.isNew() && !engine.platform().tenants().isEmpty()) {
                started.close();
                throw new InvalidArgumentException(
                        "the data directory has tenants that are of no cluster, and the other nodes do"
                                + " not have them; begin a cluster with empty directories");
            }
            ClusterNode node = ClusterNode.join(started, membership, options, engine, runtime);
            return new ClusterPlatform(engine, node);
        } catch (IOException e) {
            throw new StorageIoException(
                    "node '" + options.node() + "' does not join its cluster: " + e.getMessage(), e);
        }
    }

    private static ConsensusOptions membership(Path directory, ClusterOptions options) {
        List<ClusterMember> members = members(options.members());
        if (members.stream().noneMatch(member -> member.name().equals(options.node()))) {
            throw new InvalidArgumentException(
                    "cluster.node is '" + options.node() + "', which is none of cluster.members: " + options.members());
        }
        Optional<ConsensusOptions.PeerTls> tls = tls(options);
        return ConsensusOptions.of(
                options.node(),
                members,
                directory.resolve(DIRECTORY),
                Duration.ofMillis(options.electionTimeoutMs()),
                options.logMb(),
                tls);
    }

    /** Reads {@code name=host:port,name=host:port}. */
    static List<ClusterMember> members(String text) {
        List<ClusterMember> members = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher member = MEMBER.matcher(part.strip());
            if (!member.matches() || Integer.parseInt(member.group(3)) > MAX_PORT) {
                throw new InvalidArgumentException("cluster.members has '" + part.strip()
                        + "', which is not name=host:port; the name has lower-case letters, digits and hyphens");
            }
            ClusterMember added = ClusterMember.of(member.group(1), member.group(2), Integer.parseInt(member.group(3)));
            if (members.stream().anyMatch(other -> other.name().equals(added.name()))) {
                throw new InvalidArgumentException("cluster.members names node '" + added.name() + "' twice");
            }
            members.add(added);
        }
        return members;
    }

    private static Optional<ConsensusOptions.PeerTls> tls(ClusterOptions options) {
        List<String> files = List.of(options.tlsAuthority(), options.tlsCertificate(), options.tlsKey());
        long given =
                files.stream().filter(file -> !file.equals(ClusterOptions.NONE)).count();
        if (given == 0) {
            return Optional.empty();
        }
        if (given < files.size()) {
            throw new InvalidArgumentException(
                    "of cluster.tls_authority, cluster.tls_certificate and cluster.tls_key some are missing; give all"
                            + " three");
        }
        return Optional.of(ConsensusOptions.PeerTls.of(
                Path.of(options.tlsAuthority()), Path.of(options.tlsCertificate()), Path.of(options.tlsKey())));
    }
}
