package org.allidb.storage.engine.internal.value;

import java.time.Instant;
import java.util.Optional;
import org.allidb.storage.api.statistics.RefusedWrites;

/** The engine's {@link RefusedWrites}. */
public record RefusedWritesValue(long count, Optional<Instant> lastAt, Optional<String> lastReason)
        implements RefusedWrites {

    /** None at all. */
    public static final RefusedWrites NONE = new RefusedWritesValue(0, Optional.empty(), Optional.empty());
}
