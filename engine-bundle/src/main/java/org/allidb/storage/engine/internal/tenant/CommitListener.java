package org.allidb.storage.engine.internal.tenant;

/** Hears of the end of a write whose caller does not wait. Called once, without a lock. Must neither throw nor wait. */
interface CommitListener {

    /** The batch is durable and visible. */
    void committed();

    /**
     * The batch is refused.
     *
     * @param error what a caller that waits would get
     */
    void refused(Throwable error);
}
