package org.allidb.storage.engine.internal.disk;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A change came to a directory that its platform had closed. Callers learn of it as of any use after a close. */
public final class ShutFenceException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    ShutFenceException() {
        super("the directory was closed; nothing was changed");
    }

    /** Returns whether such a refusal is an exception, or what led to it. */
    public static boolean isBehind(Exception e) {
        for (@Nullable Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof ShutFenceException) {
                return true;
            }
        }
        return false;
    }
}
