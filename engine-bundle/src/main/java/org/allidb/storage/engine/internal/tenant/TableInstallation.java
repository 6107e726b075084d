package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;

/** Tables whose rows got their sequences before they were written, and are visible once they are installed. */
interface TableInstallation {

    /** Returns the least sequence of the rows, as {@link TableInstaller#reserve} gave it. */
    long firstSequence();

    /** Returns the greatest sequence of the rows. */
    long lastSequence();

    /**
     * Begins the installation; {@link #end} follows. Called under the write lock.
     *
     * @return false if it must not begin now
     */
    boolean tryBegin();

    /** Makes the tables count, durably. Called under the write lock. */
    void install() throws IOException;

    /** Ends what was begun. Called under the write lock. */
    void end();
}
