package org.allidb.storage.api.statistics;

import java.time.Instant;
import java.util.List;
import org.allidb.storage.api.TenantId;
import org.osgi.annotation.versioning.ProviderType;

/** A flush or a merge that was under way when the figures were taken. */
@ProviderType
public interface RunningTask {

    /** What a task does. */
    enum Kind {
        /** Writes memtables to a table. */
        FLUSH,
        /** Merges tables into new ones. */
        MERGE
    }

    /** {@return whether it flushes or merges} */
    Kind kind();

    /** {@return the tenant} */
    TenantId tenant();

    /** {@return how many memtables are flushed, or tables merged} */
    int inputs();

    /** {@return the numbers of the tables that are merged, see {@link org.allidb.storage.api.TableInfo#id}; none of a flush} */
    List<Long> tables();

    /** {@return the level of what is written; 0 of a flush} */
    int targetLevel();

    /** {@return why the strategy wanted the merge; empty of a flush} */
    String reason();

    /** {@return bytes to read: of the tables' files, or of the keys and values of the memtables} */
    long bytes();

    /** {@return how many of these were read, as estimated from the entries that were read; at most all} */
    long bytesDone();

    /** {@return when it began} */
    Instant since();
}
