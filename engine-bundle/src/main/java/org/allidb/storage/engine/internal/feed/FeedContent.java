package org.allidb.storage.engine.internal.feed;

/**
 * What a feed keeps.
 *
 * @param feed its number
 * @param after the last sequence before its first record
 * @param bytes of its files
 */
public record FeedContent(long feed, long after, long bytes) {}
