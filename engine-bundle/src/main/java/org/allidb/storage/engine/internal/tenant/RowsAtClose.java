package org.allidb.storage.engine.internal.tenant;

/** What becomes of a tenant's rows in memory when it is closed. */
public enum RowsAtClose {
    /** They go to tables. */
    FLUSHED,
    /** They stay in the log if it has them on stable storage, and are replayed by the next open; if not, they go to tables. */
    LEFT_IN_LOG,
    /** Nothing is done for them: they are not needed, or the log has what was acknowledged. */
    DISCARDED
}
