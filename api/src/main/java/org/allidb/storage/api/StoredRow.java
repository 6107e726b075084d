package org.allidb.storage.api;

import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A row as it was read.
 *
 * @param row the row
 * @param timestamp its timestamp: microseconds since 1970-01-01T00:00Z unless the writer gave another
 * @param sequence its place in the tenant's history
 * @param expires when it expires, or empty if never
 */
@ProviderType
public record StoredRow(Row row, long timestamp, long sequence, Optional<Instant> expires) {}
