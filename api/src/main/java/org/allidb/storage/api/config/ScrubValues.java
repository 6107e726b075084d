package org.allidb.storage.api.config;

/** The values of {@link ScrubOptions}, in the order of the file. */
record ScrubValues(double intervalHours, double maxBandwidthMbps) implements ScrubOptions {}
