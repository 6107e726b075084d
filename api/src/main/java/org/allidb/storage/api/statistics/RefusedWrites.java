package org.allidb.storage.api.statistics;

import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Writes that were not acknowledged since the start, and why the last one was not. Reasons are a full disk, a quota, a
 * stall, a failed log, and a tenant that is suspended or closed. A health check compares {@link #count()} with what it
 * saw before.
 */
@ProviderType
public interface RefusedWrites {

    /** {@return how many} */
    long count();

    /** {@return when the last one was refused, by the wall clock} */
    Optional<Instant> lastAt();

    /** {@return the message that its caller got} */
    Optional<String> lastReason();
}
