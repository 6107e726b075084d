package org.allidb.storage.spi.tenant;

import org.allidb.storage.api.config.TenantOptions;
import org.osgi.annotation.versioning.ProviderType;

/** What is used of one quota at one moment. Says nothing of the tenant. */
@ProviderType
public final class QuotaUse {

    private final Fields fields;

    private QuotaUse(Fields fields) {
        this.fields = fields;
    }

    /**
     * Returns a use.
     *
     * @param quota the name of the quota, as {@link org.allidb.storage.api.QuotaExceededException#quota()} has it
     * @param used what is used
     * @param limit the limit, greater than 0
     * @param options defaults and policies of all tenants
     * @return the value
     */
    public static QuotaUse of(String quota, long used, long limit, TenantOptions options) {
        return new QuotaUse(new Fields(quota, used, limit, options));
    }

    /** {@return the name of the quota, for example {@code disk_bytes}} */
    public String quota() {
        return fields.quota;
    }

    /** {@return what is used, in the unit of the quota; of a rate what an operation asks for} */
    public long used() {
        return fields.used;
    }

    /** {@return the limit, greater than 0} */
    public long limit() {
        return fields.limit;
    }

    /** {@return what is used in percent of the limit} */
    public double percent() {
        return 100.0 * fields.used / fields.limit;
    }

    /** {@return the options of all tenants, which are in force} */
    public TenantOptions options() {
        return fields.options;
    }

    @Override
    public String toString() {
        return fields.used + " of " + fields.limit + " " + fields.quota;
    }

    private record Fields(String quota, long used, long limit, TenantOptions options) {}
}
