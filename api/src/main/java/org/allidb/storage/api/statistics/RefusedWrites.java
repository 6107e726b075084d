package org.allidb.storage.api.statistics;

import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Writes that were not acknowledged since the start, and why the last one was not: a full disk, a quota, a stall, a failed
 * log, a tenant that is suspended or closed. A health check compares {@link #count()} with what it saw before.
 *
 * @param count how many
 * @param lastAt when the last one was refused, by the wall clock
 * @param lastReason what its caller was told
 */
@ProviderType
public record RefusedWrites(long count, Optional<Instant> lastAt, Optional<String> lastReason) {

    /** None at all. */
    public static final RefusedWrites NONE = new RefusedWrites(0, Optional.empty(), Optional.empty());
}
