package org.allidb.storage.api.config;

/** The values of {@link TableOptions}, in the order of the file. */
record TableValues(
        String provider,
        int formatVersion,
        boolean pointIndex,
        int blockSizeKb,
        String codec,
        String bottomCodec,
        int dictionaryKb,
        String filter,
        int filterBitsPerKey,
        int largeValueBytes,
        double cacheMb,
        boolean mmap,
        boolean verifyOutput)
        implements TableOptions {}
