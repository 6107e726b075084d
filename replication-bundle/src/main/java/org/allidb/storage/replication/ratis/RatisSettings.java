package org.allidb.storage.replication.ratis;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.spi.replication.ClusterMember;
import org.allidb.storage.spi.replication.Consensus;
import org.allidb.storage.spi.replication.ConsensusOptions;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** What is set in Ratis beside its defaults, and why. */
final class RatisSettings {

    /** The largest entry, with what Ratis adds to it. */
    private static final long ENTRY = Consensus.MAX_ENTRY_BYTES + (64L << 10);

    private static final long MIB = 1L << 20;
    private static final long SETTLED_ENTRIES = 100_000;
    private static final int RPC_MILLIS = 3_000;

    private RatisSettings() {}

    static RaftProperties of(ConsensusOptions options) {
        RaftProperties properties = new RaftProperties();
        RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.GRPC);
        ClusterMember own = options.own();
        GrpcConfigKeys.Server.setHost(properties, own.host());
        GrpcConfigKeys.Server.setPort(properties, own.port());
        // The native library is not in the bundle.
        GrpcConfigKeys.setUseEpoll(properties, false);
        RaftClientConfigKeys.Rpc.setRequestTimeout(properties, millis(attemptMillis(options)));
        elections(properties, options);
        log(properties, options);
        // The default directories are in a shared temporary one. The first is set for each group when it is joined.
        storage(properties, options.directory());
        RaftServerConfigKeys.setRemovedGroupsDir(
                properties, options.directory().resolve("removed").toFile());
        // A machine that was suspended for a minute would leave its groups for good.
        RaftServerConfigKeys.setCloseThreshold(properties, TimeDuration.valueOf(365, TimeUnit.DAYS));
        return properties;
    }

    static void storage(RaftProperties properties, Path directory) {
        RaftServerConfigKeys.setStorageDir(properties, List.of(directory.toFile()));
    }

    private static void elections(RaftProperties properties, ConsensusOptions options) {
        long shortest = options.electionTimeout().toMillis();
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, millis(shortest));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, millis(2 * shortest));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, millis(Math.min(200, shortest)));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, millis(Math.min(500, 2 * shortest)));
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, millis(Math.max(RPC_MILLIS, 2 * shortest)));
        // A leader that lost its majority may have the only complete log: it stands again soon.
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, millis(1_000));
        RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
    }

    private static void log(RaftProperties properties, ConsensusOptions options) {
        long segment = Math.max(2 * ENTRY, options.logMegabytes() * MIB / 8);
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf(segment));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 2);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, SizeInBytes.valueOf(2 * segment));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf(MIB));
        // The buffer of each group has to hold what is sent at once, which has to hold an entry.
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf(ENTRY));
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, SizeInBytes.valueOf(ENTRY + 8));
        // Both acknowledge entries that may not be on stable storage.
        RaftServerConfigKeys.Log.setAsyncFlushEnabled(properties, false);
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, false);
        RaftServerConfigKeys.Log.setCorruptionPolicy(properties, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
        // Nodes do not hand their state to each other yet: what one of them misses, all keep.
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, false);
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, false);
        // By default a node that was away for half a minute is asked every five seconds alone.
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(properties, "1ms,10, 500ms,1000000000");
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, SETTLED_ENTRIES);
        RaftServerConfigKeys.Snapshot.setCreationGap(properties, 1);
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setTriggerWhenRemoveEnabled(properties, false);
    }

    /** Returns how long an answer of another node is waited for before it is asked again: the time of an election. */
    static long attemptMillis(ConsensusOptions options) {
        return Math.max(1_000, 2 * options.electionTimeout().toMillis());
    }

    /** Returns how long a request is repeated: the time of two elections. */
    static long retryMillis(ConsensusOptions options) {
        return 4 * options.electionTimeout().toMillis();
    }

    static TimeDuration millis(long millis) {
        return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
    }
}
