package org.allidb.storage.api.config;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Limits of background input and output.
 *
 * @param bytesPerSecond bytes a second; 0 means unlimited
 * @param operationsPerSecond input and output operations a second; 0 means unlimited
 */
@ProviderType
public record ThrottleLimits(long bytesPerSecond, long operationsPerSecond) {

    /** No limit at all. */
    public static final ThrottleLimits UNLIMITED = new ThrottleLimits(0, 0);

    /** Refuses negative limits. */
    public ThrottleLimits {
        if (bytesPerSecond < 0 || operationsPerSecond < 0) {
            throw new IllegalArgumentException("limits must not be negative: " + bytesPerSecond + " B/s, "
                    + operationsPerSecond + " operations/s; use 0 for unlimited");
        }
    }
}
