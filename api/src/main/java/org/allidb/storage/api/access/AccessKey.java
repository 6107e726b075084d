package org.allidb.storage.api.access;

import java.time.Instant;
import org.allidb.storage.api.TenantId;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** What is known of a key; its secret is not. Immutable. */
@ProviderType
public final class AccessKey {

    private final String id;
    private final TenantId tenant;
    private final long generation;
    private final AccessRole role;
    private final String label;
    private final Instant created;

    AccessKey(String id, TenantId tenant, long generation, AccessRole role, String label, Instant created) {
        this.id = id;
        this.tenant = tenant;
        this.generation = generation;
        this.role = role;
        this.label = label;
        this.created = created;
    }

    /** {@return its id, 16 hexadecimal digits; not secret} */
    public String id() {
        return id;
    }

    /** {@return the one tenant that it reaches; {@link TenantId#SYSTEM} if it is a key of the platform, whose rows it does not reach} */
    public TenantId tenant() {
        return tenant;
    }

    /** {@return the incarnation of that tenant that it reaches: not one that is created under the same id after a drop} */
    public long generation() {
        return generation;
    }

    /** {@return whether it is for figures or administration of the platform, and not for one tenant} */
    public boolean isOfPlatform() {
        return tenant.equals(TenantId.SYSTEM);
    }

    /** {@return what it allows there} */
    public AccessRole role() {
        return role;
    }

    /** {@return what its maker noted, possibly empty} */
    public String label() {
        return label;
    }

    /** {@return when it was made} */
    public Instant created() {
        return created;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccessKey key
                && id.equals(key.id)
                && tenant.equals(key.tenant)
                && generation == key.generation
                && role == key.role
                && label.equals(key.label)
                && created.equals(key.created);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "key " + id + ", " + role + " of " + (isOfPlatform() ? "the platform" : "tenant '" + tenant + "'");
    }
}
