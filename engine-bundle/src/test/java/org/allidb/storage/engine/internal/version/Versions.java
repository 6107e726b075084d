package org.allidb.storage.engine.internal.version;

import java.util.List;

/** Versions for tests of other packages. */
public final class Versions {

    private Versions() {}

    /** Returns a version without tables. */
    public static Version empty() {
        return new Version(List.of());
    }
}
