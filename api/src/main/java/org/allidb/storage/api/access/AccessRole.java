package org.allidb.storage.api.access;

import java.util.Locale;
import org.allidb.storage.api.InvalidArgumentException;
import org.osgi.annotation.versioning.ProviderType;

/** What a key allows. */
@ProviderType
public enum AccessRole {
    /** Reads rows and figures. */
    READER(true, false, false),
    /** Reads and writes rows, and reads figures. */
    WRITER(true, true, false),
    /** Reads figures, and no rows. Of a key of the platform: those of all tenants. */
    OPERATOR(false, false, false),
    /** All of that, and makes, lists and revokes keys of its tenant. Of a key of the platform: administers the platform with all tenants. */
    ADMIN(true, true, true);

    private final boolean reads;
    private final boolean writes;
    private final boolean administers;

    AccessRole(boolean reads, boolean writes, boolean administers) {
        this.reads = reads;
        this.writes = writes;
        this.administers = administers;
    }

    /**
     * Returns the role of a name.
     *
     * @param name its name, in any case
     * @return the role
     * @throws InvalidArgumentException if there is no such role
     */
    public static AccessRole of(String name) {
        for (AccessRole role : values()) {
            if (role.name().equalsIgnoreCase(name)) {
                return role;
            }
        }
        throw new InvalidArgumentException(
                "there is no role of that name; the roles are reader, writer, operator and admin");
    }

    /** {@return whether it may read rows} */
    public boolean mayRead() {
        return reads;
    }

    /** {@return whether it may write rows} */
    public boolean mayWrite() {
        return writes;
    }

    /** {@return whether it may make and revoke keys of its tenant} */
    public boolean mayAdminister() {
        return administers;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
