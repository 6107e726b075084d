package org.allidb.storage.spi.replication;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How a node takes part in a cluster.
 */
@ProviderType
public interface ConsensusOptions {

    /** The certificates of a node, in PEM files. Peers are those whose certificate is of the same authority. */
    @ProviderType
    interface PeerTls {

        /** {@return the file with the certificate of the authority} */
        Path authority();

        /** {@return the file with the node's own certificate; its common name is the node's name} */
        Path certificate();

        /** {@return the file with the private key of it} */
        Path key();

        /**
         * Makes a value.
         *
         * @param authority the certificate of the authority
         * @param certificate the node's own
         * @param key the private key of it
         * @return the value
         */
        static PeerTls of(Path authority, Path certificate, Path key) {
            record Value(Path authority, Path certificate, Path key) implements PeerTls {}
            return new Value(authority, certificate, key);
        }
    }

    /**
     * Returns this node.
     *
     * @return the member of the name {@link #self}
     */
    default ClusterMember own() {
        return members().stream()
                .filter(member -> member.name().equals(self()))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + self() + "' is none of the members " + members()));
    }

    /** {@return the name of this node, one of the members} */
    String self();

    /** {@return all nodes, this one included; the same on all nodes} */
    List<ClusterMember> members();

    /** {@return where its logs lie; made if it is missing} */
    Path directory();

    /** {@return the shortest time without a leader after which a node stands for election; the longest is twice that} */
    Duration electionTimeout();

    /** {@return how much of a group's log is kept in segments of an eighth of it before its node settles} */
    int logMegabytes();

    /** {@return the certificates; empty if peers talk without encryption, which only loopback addresses may} */
    Optional<PeerTls> tls();

    /**
     * Makes a value.
     *
     * @param self the name of this node, one of the members
     * @param members all nodes, this one included; the same on all nodes
     * @param directory where its logs lie; made if it is missing
     * @param electionTimeout the shortest time without a leader after which a node stands for election; the longest is twice that
     * @param logMegabytes how much of a group's log is kept in segments of an eighth of it before its node settles
     * @param tls the certificates; empty if peers talk without encryption, which only loopback addresses may
     * @return the value
     */
    static ConsensusOptions of(
            String self,
            List<ClusterMember> members,
            Path directory,
            Duration electionTimeout,
            int logMegabytes,
            Optional<PeerTls> tls) {
        record Value(
                String self,
                List<ClusterMember> members,
                Path directory,
                Duration electionTimeout,
                int logMegabytes,
                Optional<PeerTls> tls)
                implements ConsensusOptions {}
        return new Value(self, List.copyOf(members), directory, electionTimeout, logMegabytes, tls);
    }
}
