package org.allidb.storage.server.internal.command;

import java.time.Instant;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.ValueRow;
import org.jspecify.annotations.Nullable;

/**
 * A row as a transaction sees it.
 *
 * @param row the row
 * @param expires when it expires; null for never
 */
record Held(Row row, @Nullable Instant expires) {

    /** Returns the bytes of a plain value. */
    byte[] value() {
        return row instanceof ValueRow value ? value.value() : row.encodedValue();
    }
}
