package org.allidb.storage.engine.internal.value;

import org.allidb.storage.api.statistics.LatencyBucket;

/** The engine's {@link LatencyBucket}. */
public record LatencyBucketValue(long atMostNanos, long measured) implements LatencyBucket {}
