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

    /**
     * Returns its place in the tenant's history. It names this version of the row for {@link WriteBatch#onlyIfAt}. If a power cut
     * takes a buffered write, its sequence is given again.
     *
     * @return its sequence
     */
    long sequence();

    /** {@return when it expires, or empty if never} */
    Optional<Instant> expires();
}
