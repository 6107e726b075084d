package org.allidb.storage.api.config;

import org.osgi.annotation.versioning.ProviderType;

/** The cluster that the data directory is a node of. */
@Section(
        value = "cluster",
        description = "The cluster that this data directory is a node of. Without one nothing here is needed. What is"
                + " said here is the same on all nodes, but for the node's own name and files.")
@ProviderType
public sealed interface ClusterOptions permits ClusterValues {

    /** What {@link #provider} and file names are where there is none. */
    String NONE = "none";

    /** Every parameter at its default. */
    ClusterOptions DEFAULTS = Options.defaults(ClusterOptions.class);

    /** {@return the name of what replicates; {@code none} for a machine alone} */
    @Parameter(
            key = "provider",
            byDefault = NONE,
            description = "What makes this data directory a node of a cluster: raft, or any installed one; none leaves"
                    + " it alone.")
    String provider();

    /** {@return the name of this node} */
    @Parameter(key = "node", byDefault = "n1", description = "The name of this node, one of cluster.members.")
    String node();

    /** {@return all nodes} */
    @Parameter(
            key = "members",
            byDefault = "n1=127.0.0.1:6400",
            description = "All nodes as name=host:port, separated by commas: three or five, on machines of their own."
                    + " The port is for the other nodes; clients use server.port.")
    String members();

    /** {@return the number of shards} */
    @Parameter(
            key = "shards",
            byDefault = "4",
            min = 1,
            max = 64,
            description = "The number of shards among which tenants are spread; each has a leader of its own. It cannot"
                    + " be changed later.")
    int shards();

    /** {@return the shortest time without a leader before an election, in milliseconds} */
    @Parameter(
            key = "election_timeout_ms",
            byDefault = "1000",
            min = 100,
            max = 60_000,
            description = "Milliseconds without a word of the leader after which a node stands for election, at least;"
                    + " at most twice as many. Smaller machines need more.")
    int electionTimeoutMs();

    /** {@return how long a call waits for the cluster, in milliseconds} */
    @Parameter(
            key = "timeout_ms",
            byDefault = "10000",
            min = 100,
            max = 600_000,
            description = "Milliseconds that a read or a write waits for a leader and a majority before it fails.")
    int timeoutMs();

    /** {@return how much of a shard's log is kept before the node settles, in megabytes} */
    @Parameter(
            key = "log_mb",
            byDefault = "64",
            min = 8,
            max = 65_536,
            description = "Megabytes of a shard's log after which the node makes durable what it applied, so that the"
                    + " log can be cut as soon as all nodes have it.")
    int logMb();

    /** {@return where reads are made} */
    @Parameter(
            key = "reads",
            byDefault = "latest",
            values = {"latest", "local"},
            description =
                    "latest: a read sees every write that was acknowledged before, at any node. local: it sees what"
                            + " this node has applied, without asking the leader.")
    String reads();

    /** {@return the file of the authority; {@code none} for no TLS} */
    @Parameter(
            key = "tls_authority",
            byDefault = NONE,
            description = "PEM file with the authority of the nodes' certificates. Without it nodes talk in the clear,"
                    + " which is allowed on loopback addresses alone.")
    String tlsAuthority();

    /** {@return the file of the node's certificate; {@code none} for no TLS} */
    @Parameter(
            key = "tls_certificate",
            byDefault = NONE,
            description = "PEM file with this node's certificate, for both directions; its common name is the node's.")
    String tlsCertificate();

    /** {@return the file of the certificate's key; {@code none} for no TLS} */
    @Parameter(
            key = "tls_key",
            byDefault = NONE,
            description = "PEM file with the private key of tls_certificate: PKCS #8, not encrypted.")
    String tlsKey();
}
