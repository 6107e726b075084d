package org.allidb.storage.api;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Something that a check or a repair has found.
 *
 * @param severity how bad it is
 * @param tenant whose it is, if it is one tenant's
 * @param file the file or directory, relative to the data directory
 * @param offset where in it, in bytes; -1 if it is about the file as a whole
 * @param what what is wrong
 * @param meaning what is lost, what still works, and what happens to it
 */
@ProviderType
public record Finding(
        Severity severity, Optional<TenantId> tenant, String file, long offset, String what, String meaning) {

    /** How bad a finding is. */
    public enum Severity {
        /** Data is damaged or missing. */
        DAMAGE,
        /** It could not be told whether it is intact: of a newer format, not readable, its codec missing. */
        UNCHECKED,
        /** Nothing is lost: what a crash leaves behind, or what is not the storage's. */
        NOTE
    }

    /**
     * Where it is.
     *
     * @return the file, and the offset if there is one
     */
    public String place() {
        return offset < 0 ? file : file + " at byte " + offset;
    }
}
