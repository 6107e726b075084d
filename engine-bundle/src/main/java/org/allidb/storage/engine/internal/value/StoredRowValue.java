package org.allidb.storage.engine.internal.value;

import java.time.Instant;
import java.util.Optional;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.StoredRow;

/** The engine's {@link StoredRow}. */
public record StoredRowValue(Row row, long timestamp, long sequence, Optional<Instant> expires) implements StoredRow {}
