package org.allidb.storage.replication.ratis;

import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.proto.grpc.AdminProtocolServiceGrpc;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Grpc;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;

/**
 * Stands before the services of Ratis. Its administration is not for the network: this node calls it itself. A message between nodes comes
 * from the one whose certificate the connection has: a node cannot vote, or lead, under the name of another.
 */
final class PeerGate implements GrpcServices.Customizer, ServerInterceptor {

    private final boolean certificates;

    PeerGate(boolean certificates) {
        this.certificates = certificates;
    }

    @Override
    public NettyServerBuilder customize(NettyServerBuilder builder, EnumSet<GrpcServices.Type> types) {
        return builder.intercept(this);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (AdminProtocolServiceGrpc.SERVICE_NAME.equals(
                call.getMethodDescriptor().getServiceName())) {
            return refuse(call, "The administration of a node is not for the network");
        }
        if (!certificates) {
            return next.startCall(call, headers);
        }
        Optional<String> name = name(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
        return name.isPresent()
                ? new Named<>(call, next.startCall(call, headers), name.get())
                : refuse(call, "A node needs a certificate");
    }

    private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, String why) {
        call.close(Status.PERMISSION_DENIED.withDescription(why), new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private static Optional<String> name(SSLSession session) {
        try {
            return session != null && session.getPeerCertificates()[0] instanceof X509Certificate own
                    ? PeerCertificates.name(own)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    /** A call of a node whose name is known. */
    private static final class Named<Q, A> extends SimpleForwardingServerCallListener<Q> {

        private final ServerCall<Q, A> call;
        private final String name;
        private boolean refused;

        Named(ServerCall<Q, A> call, ServerCall.Listener<Q> next, String name) {
            super(next);
            this.call = call;
            this.name = name;
        }

        @Override
        public void onMessage(Q message) {
            Optional<String> requestor = requestor(message);
            if (requestor.isPresent() && !requestor.get().equals(name)) {
                refused = true;
                call.close(
                        Status.PERMISSION_DENIED.withDescription(
                                "The certificate of '" + name + "' is not that of '" + requestor.get() + "'"),
                        new Metadata());
                super.onCancel();
            } else if (!refused) {
                super.onMessage(message);
            }
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }

        @Override
        public void onCancel() {
            if (!refused) {
                super.onCancel();
            }
        }

        private static Optional<String> requestor(Object message) {
            return Optional.ofNullable(
                            switch (message) {
                                case AppendEntriesRequestProto append -> append.getServerRequest();
                                case RequestVoteRequestProto vote -> vote.getServerRequest();
                                case StartLeaderElectionRequestProto start -> start.getServerRequest();
                                case InstallSnapshotRequestProto install -> install.getServerRequest();
                                case ReadIndexRequestProto read -> read.getServerRequest();
                                default -> null;
                            })
                    .map(RaftRpcRequestProto::getRequestorId)
                    .map(id -> id.toStringUtf8());
        }
    }
}
