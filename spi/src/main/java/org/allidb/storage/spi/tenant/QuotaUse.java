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
        return new QuotaUse(new Fields(quota, used, limit, limit, options));
    }

    /**
     * Returns the same use with another mark.
     *
     * @param mark the mark, not less than the limit
     * @return the value
     */
    public QuotaUse withMark(long mark) {
        return new QuotaUse(new Fields(fields.quota, fields.used, fields.limit, mark, fields.options));
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

    /**
     * Returns the mark: what deletes and merges may take is counted from it. It is the limit, unless the limit of disk was lowered below
     * what the tenant used. Then it is the least that the tenant has used since.
     *
     * @return the mark in the unit of the quota, not less than the limit
     */
    public long mark() {
        return fields.mark;
    }

    /** {@return what is used in percent of the mark} */
    public double percentOfMark() {
        return 100.0 * fields.used / fields.mark;
    }

    /** {@return the options of all tenants, which are in force} */
    public TenantOptions options() {
        return fields.options;
    }

    @Override
    public String toString() {
        return fields.used + " of " + fields.limit + " " + fields.quota;
    }

    private record Fields(String quota, long used, long limit, long mark, TenantOptions options) {}
}
