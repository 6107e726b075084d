package org.allidb.storage.api.config;

/** The values of {@link TenantOptions}, in the order of the file. */
record TenantValues(
        String guard,
        String policy,
        int maxTenants,
        int maxOpen,
        double defaultDiskMb,
        long defaultRowBytes,
        int softLimitPercent,
        int deleteOnlyPercent,
        int suspendPercent,
        int hysteresisPercent,
        int headroomPercent,
        long maxWaitMs,
        boolean fairShares)
        implements TenantOptions {}
