package org.allidb.storage.benchmarks.workload;

/** A task for an engine that is measured. */
public sealed interface Workload
        permits DeleteRun, DeviceSyncedAppends, Fill, FullScan, ManyTenants, ReadBesideWriter, ReadPoints, Recovery, SeekAndScan, SyncedWrites,
                Vectors, Ycsb {

    /** Returns the name on the command line and in reports. */
    String id();

    /** Runs the workload and records the figures. */
    void run(Run run);
}
