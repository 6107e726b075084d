package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;

/** Removes a tenant from the catalogue, and its files. */
@FunctionalInterface
public interface DropAction {

    /** Removes it. */
    void run() throws IOException;
}
