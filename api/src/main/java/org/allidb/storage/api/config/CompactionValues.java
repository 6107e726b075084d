package org.allidb.storage.api.config;

/** The values of {@link CompactionOptions}, in the order of the file. */
record CompactionValues(
        boolean enabled,
        String strategy,
        String executor,
        String scheduler,
        String throttler,
        int maxConcurrent,
        int sizeTierThreshold,
        double minSizeMb,
        double maxSizeMb,
        double bucketRatio,
        double maxAgeMinutes,
        double maxSpaceAmplification,
        double mergeKbPerScan,
        long checkIntervalMs,
        long idleAfterSeconds,
        long maxIops,
        double maxBandwidthMbps,
        double targetFileMb,
        int levelRatio,
        String scaling,
        long windowMinutes,
        double tombstoneRetentionMinutes,
        int slowdownTables,
        int stopTables,
        double slowdownDebtMb,
        double stopDebtMb,
        int manyTables)
        implements CompactionOptions {

    /** Refuses a scaling that cannot be read. */
    CompactionValues {
        CompactionScaling.parse(scaling);
    }
}
