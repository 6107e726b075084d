package org.allidb.storage.server.internal.rest;

import org.allidb.storage.server.internal.http.Resources;

/** The door's own resources. They use what others have, and nothing else. */
public final class DoorResources {

    private DoorResources() {}

    /** Returns a register that has them. */
    public static Resources all() {
        Resources resources = new Resources();
        resources.add(new RestResource(), 0);
        return resources;
    }
}
