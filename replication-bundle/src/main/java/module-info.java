/** One store on several machines: logs that they agree on, by Raft. */
module org.allidb.storage.replication {
    requires java.logging;
    requires java.management;
    requires java.naming;
    requires jdk.management;
    requires jdk.unsupported;
    requires org.allidb.storage.api;
    requires org.allidb.storage.spi;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires static osgi.core;

    provides org.allidb.storage.spi.replication.ConsensusProvider with
            org.allidb.storage.replication.ratis.RatisProvider;
    provides org.allidb.storage.spi.replication.ReplicationProvider with
            org.allidb.storage.replication.internal.RaftReplication;
}
