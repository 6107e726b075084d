package org.allidb.storage.spi.runtime;

import org.osgi.annotation.versioning.ProviderType;

/** What to do with a failure that comes while another one is handled. */
@ProviderType
public final class Failures {

    private Failures() {}

    /**
     * Adds a later failure to an earlier one. They may be the same object. The virtual machine throws one
     * {@link OutOfMemoryError} again and again, and a writer that failed says so a second time when it is closed.
     * {@link Throwable#addSuppressed} would throw then and hide both.
     *
     * @param failure the failure that is thrown on
     * @param later what came after it
     */
    public static void suppress(Throwable failure, Throwable later) {
        if (later != failure) {
            failure.addSuppressed(later);
        }
    }
}
