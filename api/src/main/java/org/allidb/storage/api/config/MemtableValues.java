package org.allidb.storage.api.config;

/** The values of {@link MemtableOptions}, in the order of the file. */
record MemtableValues(
        String provider, double maxMb, double totalMb, int readerPercent, int maxImmutable, int flushThreads)
        implements MemtableOptions {}
