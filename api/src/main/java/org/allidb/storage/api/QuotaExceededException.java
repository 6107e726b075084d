package org.allidb.storage.api;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A quota of the tenant is used up; nothing was written. From a cursor: it was ended because cursors keep too much memory, or was
 * open for too long. From a snapshot: it was open for too long.
 */
@ProviderType
public final class QuotaExceededException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient TenantId tenant;
    private final String quota;
    private final long limit;
    private final long usage;

    /**
     * A quota that is used up.
     *
     * @param tenant whose
     * @param quota the name of the quota, for example {@code disk_bytes}
     * @param limit the quota
     * @param usage what is used, or what was asked for
     * @param message all of these, and what to do
     * @param cause what led to it
     */
    public QuotaExceededException(
            TenantId tenant, String quota, long limit, long usage, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.tenant = tenant;
        this.quota = quota;
        this.limit = limit;
        this.usage = usage;
    }

    /**
     * Returns the tenant whose quota it is.
     *
     * @return the tenant
     */
    public TenantId tenant() {
        return tenant;
    }

    /**
     * Returns which quota, as the component of {@link Quota} in snake_case, or {@code reader_memory_bytes} for what the
     * configuration allows the cursors of all tenants to keep.
     *
     * @return for example {@code disk_bytes}
     */
    public String quota() {
        return quota;
    }

    /**
     * Returns the limit.
     *
     * @return in the quota's unit
     */
    public long limit() {
        return limit;
    }

    /**
     * Returns what is used, or what was asked for.
     *
     * @return in the quota's unit
     */
    public long usage() {
        return usage;
    }
}
