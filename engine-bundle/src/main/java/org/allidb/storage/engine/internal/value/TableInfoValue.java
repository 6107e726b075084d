package org.allidb.storage.engine.internal.value;

import java.time.Instant;
import org.allidb.storage.api.TableInfo;

/** The engine's {@link TableInfo}. */
public record TableInfoValue(
        long id,
        int level,
        long fileBytes,
        long rows,
        long tombstones,
        String codec,
        String format,
        Instant created,
        boolean compacting)
        implements TableInfo {}
