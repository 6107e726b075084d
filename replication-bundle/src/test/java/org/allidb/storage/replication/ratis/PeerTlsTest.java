package org.allidb.storage.replication.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.spi.replication.ClusterMember;
import org.allidb.storage.spi.replication.ConsensusOptions;
import org.allidb.storage.spi.replication.ConsensusOptions.PeerTls;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.grpc.GrpcUtil;
import org.apache.ratis.proto.RaftProtos.GroupListRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.grpc.AdminProtocolServiceGrpc;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes are who their certificates say. */
class PeerTlsTest {

    private static X509Bundle authority;
    private static X509Bundle foreign;

    @TempDir
    Path directory;

    @BeforeAll
    static void make() throws Exception {
        authority = builder("CN=authority").setIsCertificateAuthority(true).buildSelfSigned();
        foreign = builder("CN=foreign").setIsCertificateAuthority(true).buildSelfSigned();
    }

    @BeforeEach
    void write() throws Exception {
        for (String node : List.of("n1", "n2", "n3", "stranger")) {
            write(node, authority);
        }
    }

    private static CertificateBuilder builder(String subject) {
        return new CertificateBuilder()
                .subject(subject)
                .ecp256()
                .notBefore(Instant.now().minusSeconds(86_400))
                .notAfter(Instant.now().plusSeconds(86_400));
    }

    private PeerTls write(String node, X509Bundle by) throws Exception {
        X509Bundle own = builder("CN=" + node + ",O=cluster").buildIssuedBy(by);
        PeerTls files = files(node);
        Files.writeString(files.authority(), authority.getCertificatePEM());
        Files.writeString(files.certificate(), own.getCertificatePathPEM());
        Files.writeString(files.key(), own.getPrivateKeyPEM());
        return files;
    }

    private PeerTls files(String node) {
        return PeerTls.of(
                directory.resolve(node + "-ca.pem"),
                directory.resolve(node + ".pem"),
                directory.resolve(node + ".key"));
    }

    @Test
    void nodesWithCertificatesAgreeAndOthersAreRefused() throws Exception {
        try (TestCluster cluster =
                TestCluster.of(directory, node -> Optional.of(files(node))).start()) {
            assertEquals("done one", cluster.done(cluster.follower(), "one"));
            String follower = cluster.follower();
            ClusterMember member = cluster.options(follower).own();
            String other = follower.equals("n1") ? "n2" : "n1";
            long term = cluster.group(follower).status().term();

            assertEquals(Status.Code.UNAVAILABLE, vote(member, Optional.empty(), other));
            write("stranger", foreign);
            assertEquals(Status.Code.UNAVAILABLE, vote(member, Optional.of("stranger"), other));
            // of the authority, but no member
            write("stranger", authority);
            assertEquals(Status.Code.UNAVAILABLE, vote(member, Optional.of("stranger"), other));
            // a member, in the name of another
            assertEquals(Status.Code.PERMISSION_DENIED, vote(member, Optional.of(follower), other));
            assertEquals(Status.Code.PERMISSION_DENIED, administrate(member, other));
            assertEquals(term, cluster.group(follower).status().term());
            // in its own: Ratis answers, and says that the group is unknown
            assertEquals(Status.Code.INTERNAL, vote(member, Optional.of(other), other));

            cluster.stop(other);
            write(other, foreign);
            cluster.start(other);
            cluster.done(cluster.leader(), "two");
            assertTrue(cluster.group(other).status().leader().isEmpty());
            assertFalse(cluster.machine(other).texts().contains("two"));
        }
    }

    private Status.Code vote(ClusterMember at, Optional<String> certificate, String name) throws Exception {
        ManagedChannel channel = channel(at, certificate);
        try {
            RequestVoteRequestProto request = RequestVoteRequestProto.newBuilder()
                    .setServerRequest(RaftRpcRequestProto.newBuilder()
                            .setRequestorId(ByteString.copyFromUtf8(name))
                            .setReplyId(ByteString.copyFromUtf8(at.name())))
                    .setCandidateTerm(1_000)
                    .build();
            return assertThrows(StatusRuntimeException.class, () -> {
                        var _ = RaftServerProtocolServiceGrpc.newBlockingStub(channel)
                                .withDeadlineAfter(30, TimeUnit.SECONDS)
                                .requestVote(request);
                    })
                    .getStatus()
                    .getCode();
        } finally {
            channel.shutdownNow();
        }
    }

    private Status.Code administrate(ClusterMember at, String certificate) throws Exception {
        ManagedChannel channel = channel(at, Optional.of(certificate));
        try {
            return assertThrows(StatusRuntimeException.class, () -> {
                        var _ = AdminProtocolServiceGrpc.newBlockingStub(channel)
                                .withDeadlineAfter(30, TimeUnit.SECONDS)
                                .groupList(GroupListRequestProto.getDefaultInstance());
                    })
                    .getStatus()
                    .getCode();
        } finally {
            channel.shutdownNow();
        }
    }

    private ManagedChannel channel(ClusterMember at, Optional<String> certificate) throws Exception {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(at.host(), at.port());
        if (certificate.isEmpty()) {
            return builder.usePlaintext().build();
        }
        ConsensusOptions options = ConsensusOptions.of(
                certificate.get(), List.of(at), directory, Duration.ofMillis(500), 64, Optional.empty());
        return builder.sslContext(GrpcUtil.buildSslContextForClient(
                        PeerCertificates.read(options, files(certificate.get())).configuration()))
                .build();
    }

    @Test
    void filesThatCannotBeUsedAreRefusedWithAReason() throws Exception {
        PeerTls files = write("n1", authority);
        assertEquals(
                "The certificate " + files.certificate()
                        + " is that of 'n1', not of node 'n2': its common name has to be the" + " node's name",
                refusal("n2", files));
        Path key = Files.writeString(directory.resolve("other.key"), "-----BEGIN RSA PRIVATE KEY-----");
        assertEquals(
                key + " has no key of the node in PEM: it has to be PKCS #8, not encrypted, RSA or of a curve",
                refusal("n1", PeerTls.of(files.authority(), files.certificate(), key)));
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        assertEquals(
                empty + " has no certificate of the authority in PEM",
                refusal("n1", PeerTls.of(empty, files.certificate(), files.key())));
        Path missing = directory.resolve("missing.pem");
        assertEquals(
                "The certificate of the node, " + missing + ", does not exist",
                refusal("n1", PeerTls.of(files.authority(), missing, files.key())));
        Path broken = Files.writeString(directory.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
        String refusal = refusal("n1", PeerTls.of(broken, files.certificate(), files.key()));
        assertTrue(refusal.startsWith(broken + " is no certificate of the authority in PEM: "), refusal);
    }

    private String refusal(String self, PeerTls files) {
        ConsensusOptions options = options(self, "127.0.0.1", Optional.of(files));
        return assertThrows(IOException.class, () -> new RatisProvider().start(options))
                .getMessage();
    }

    private ConsensusOptions options(String self, String host, Optional<PeerTls> files) {
        return ConsensusOptions.of(
                self,
                List.of(ClusterMember.of("n1", host, 1), ClusterMember.of("n2", host, 2)),
                directory.resolve("data"),
                Duration.ofMillis(500),
                64,
                files);
    }

    @Test
    void plainTextIsForLoopbackAlone() {
        ConsensusOptions options = options("n1", "192.0.2.1", Optional.empty());
        assertEquals(
                "Node 'n1' is at 192.0.2.1:1, which is no address of this machine alone: give all nodes certificates,"
                        + " or loopback addresses",
                assertThrows(IOException.class, () -> new RatisProvider().start(options))
                        .getMessage());
        assertFalse(Files.exists(directory.resolve("data")));
    }

    @Test
    void peersAreAskedForTheirCertificates() throws Exception {
        PeerTls files = write("n1", authority);
        GrpcTlsConfig configuration = PeerCertificates.read(options("n1", "127.0.0.1", Optional.of(files)), files)
                .configuration();
        assertTrue(configuration.getMtlsEnabled());
    }
}
