package org.allidb.storage.api;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/** A table on disk. */
@ProviderType
public interface TableInfo {

    /** {@return its number} */
    long id();

    /** {@return its level} */
    int level();

    /** {@return length of the file} */
    long fileBytes();

    /** {@return versions of rows in it, tombstones included} */
    long rows();

    /** {@return tombstones of rows and ranges} */
    long tombstones();

    /** {@return name of its block codec} */
    String codec();

    /** {@return name of its format} */
    String format();

    /** {@return when it was written} */
    Instant created();

    /** {@return whether a compaction is reading it} */
    boolean compacting();
}
