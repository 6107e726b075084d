package org.allidb.storage.api;

import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A row as it was read. */
@ProviderType
public interface StoredRow {

    /** {@return the row} */
    Row row();

    /** {@return its timestamp: microseconds since 1970-01-01T00:00Z unless the writer gave another} */
    long timestamp();

    /** {@return its place in the tenant's history} */
    long sequence();

    /** {@return when it expires, or empty if never} */
    Optional<Instant> expires();
}
