package org.allidb.storage.api.config;

/** The values of {@link FeedOptions}, in the order of the file. */
record FeedValues(double retentionMb, double retentionHours) implements FeedOptions {}
