package org.allidb.storage.api.config;

/** The values of {@link WalOptions}, in the order of the file. */
record WalValues(
        String provider, double maxFileMb, boolean fsync, long syncIntervalMs, double maxTotalMb, int recycleFiles)
        implements WalOptions {}
