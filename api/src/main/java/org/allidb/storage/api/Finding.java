package org.allidb.storage.api;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Something that a check or a repair has found. */
@ProviderType
public interface Finding {

    /** {@return how bad it is} */
    Severity severity();

    /** {@return whose it is, if it is one tenant's} */
    Optional<TenantId> tenant();

    /** {@return the file or directory, relative to the data directory} */
    String file();

    /** {@return where in it, in bytes; -1 if it is about the file as a whole} */
    long offset();

    /** {@return what is wrong} */
    String what();

    /** {@return what is lost, what still works, and what happens to it} */
    String meaning();

    /** How bad a finding is. */
    enum Severity {
        /** Data is damaged or missing. */
        DAMAGE,
        /** Unknown whether it is intact: of a newer format, not readable, its codec missing. */
        UNCHECKED,
        /** Nothing is lost: what a crash leaves behind, or what is not the storage's. */
        NOTE
    }

    /**
     * Returns where it is.
     *
     * @return the file, and the offset if there is one
     */
    default String place() {
        return offset() < 0 ? file() : file() + " at byte " + offset();
    }
}
