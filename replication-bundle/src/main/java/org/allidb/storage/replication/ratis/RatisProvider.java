package org.allidb.storage.replication.ratis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.allidb.storage.spi.replication.ClusterMember;
import org.allidb.storage.spi.replication.ConsensusNode;
import org.allidb.storage.spi.replication.ConsensusOptions;
import org.allidb.storage.spi.replication.ConsensusProvider;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.ExitUtils;

/**
 * Consensus by Apache Ratis over gRPC: the provider {@code ratis}. An entry has at most 4 MiB. What Ratis itself logs, of which there is
 * much, is shown if {@code org.apache.ratis} has a level in the settings of {@code java.util.logging}. Thread-safe.
 */
public class RatisProvider implements ConsensusProvider {

    /** Held, because java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger RATIS = quiet();

    /** Made by its container. */
    public RatisProvider() {}

    private static Logger quiet() {
        Logger logger = Logger.getLogger("org.apache.ratis");
        if (logger.getLevel() == null) {
            logger.setLevel(Level.OFF);
        }
        return logger;
    }

    @Override
    public final String name() {
        return "ratis";
    }

    @Override
    public final ConsensusNode start(ConsensusOptions options) throws IOException {
        if (options.tls().isEmpty()) {
            refuseOpenNetworks(options);
        }
        boolean isNew = !Files.exists(options.directory());
        Files.createDirectories(options.directory());
        return Loader.with(() -> {
            keepProcess();
            Parameters parameters = new Parameters();
            if (options.tls().isPresent()) {
                PeerCertificates certificates =
                        PeerCertificates.read(options, options.tls().get());
                GrpcConfigKeys.TLS.setConf(parameters, certificates.configuration());
            }
            GrpcConfigKeys.Server.setServicesCustomizer(
                    parameters, new PeerGate(options.tls().isPresent()));
            return start(options, parameters, isNew);
        });
    }

    private static ConsensusNode start(ConsensusOptions options, Parameters parameters, boolean isNew)
            throws IOException {
        RaftProperties properties = RatisSettings.of(options);
        Map<RaftGroupId, RatisMachine> machines = new ConcurrentHashMap<>();
        ClientId self = ClientId.randomId();
        RaftServer server = RaftServer.newBuilder()
                .setServerId(RaftPeerId.valueOf(options.self()))
                .setProperties(properties)
                .setParameters(parameters)
                .setOption(RaftStorage.StartupOption.RECOVER)
                .setStateMachineRegistry(group -> Optional.ofNullable(machines.get(group))
                        .orElseThrow(() -> new IllegalStateException("group " + group + " is not joined")))
                .build();
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            server.close();
            throw new IOException(
                    "Node " + options.self() + " cannot listen on "
                            + options.own().address() + ": " + RatisNode.last(e)
                            + ". Stop what listens there, or give the node another address",
                    e);
        }
        RaftClientRpc rpc = new GrpcFactory(parameters).newRaftClientRpc(self, properties);
        return new RatisNode(options, server, rpc, self, machines, isNew);
    }

    /** Without certificates everybody who reaches the port is a node. */
    private static void refuseOpenNetworks(ConsensusOptions options) throws IOException {
        for (ClusterMember member : options.members()) {
            boolean loopback;
            try {
                loopback = InetAddress.getByName(member.host()).isLoopbackAddress();
            } catch (UnknownHostException e) {
                loopback = false;
            }
            if (!loopback) {
                throw new IOException("Node '" + member.name() + "' is at " + member.address()
                        + ", which is no address of this machine alone: give all nodes certificates, or"
                        + " loopback addresses");
            }
        }
    }

    /** Ratis ends the process when a port is taken, and when any thread of it fails. Here it does neither. */
    private static synchronized void keepProcess() {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        ExitUtils.disableSystemExit();
        ExitUtils.setTerminateOnUncaughtException(false);
        Thread.setDefaultUncaughtExceptionHandler(before);
        var _ = ExitUtils.clear();
        assert RATIS != null : "it is held";
    }
}
