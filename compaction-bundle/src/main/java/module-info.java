/** Strategies, the merge executor, the scheduler and the throttlers. */
module org.allidb.storage.compaction {
    requires org.allidb.storage.kernel;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;

    provides org.allidb.storage.spi.compaction.CompactionStrategy with
            org.allidb.storage.compaction.internal.SizeTieredStrategy,
            org.allidb.storage.compaction.internal.LeveledStrategy,
            org.allidb.storage.compaction.internal.TimeWindowStrategy,
            org.allidb.storage.compaction.internal.UnifiedStrategy;
    provides org.allidb.storage.spi.compaction.MergeExecutor with
            org.allidb.storage.compaction.internal.StreamMergeExecutor;
    provides org.allidb.storage.spi.compaction.CompactionSchedulerProvider with
            org.allidb.storage.compaction.internal.FairSchedulerProvider;
    provides org.allidb.storage.spi.throttle.ThrottlerProvider with
            org.allidb.storage.compaction.internal.TokenBucketProvider,
            org.allidb.storage.compaction.internal.AdaptiveThrottlerProvider;
}
