package org.allidb.storage.benchmarks.workload;

/** Something that an engine is made to do, and measured while it does it. */
public sealed interface Workload
        permits AsyncWrites,
                BulkLoading,
                DeleteRun,
                DeviceSyncedAppends,
                Fill,
                FullScan,
                ManyTenants,
                NoisyNeighbour,
                ReadBesideWriter,
                ReadPoints,
                Recovery,
                ReopenedReads,
                SeekAndScan,
                SyncedWrites,
                TenantTraffic,
                TwoHops,
                Vectors,
                Ycsb {

    /** Returns how it is called on the command line and in reports. */
    String id();

    /** Does it and records the figures. */
    void run(Run run);
}
