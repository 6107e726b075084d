package org.allidb.storage.api;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A table on disk.
 *
 * @param id its number
 * @param level its level
 * @param fileBytes length of the file
 * @param rows versions of rows in it, tombstones included
 * @param tombstones tombstones of rows and ranges
 * @param codec name of its block codec
 * @param format name of its format
 * @param created when it was written
 * @param compacting whether a compaction is reading it
 */
@ProviderType
public record TableInfo(
        long id,
        int level,
        long fileBytes,
        long rows,
        long tombstones,
        String codec,
        String format,
        Instant created,
        boolean compacting) {}
