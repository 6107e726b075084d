package org.allidb.storage.api.config;

import org.osgi.annotation.versioning.ProviderType;

/** The audit trail: what was done to tenants and to the platform, in files that show whether they were changed. */
@Section(value = "audit", description = "The audit trail: who did what to tenants, quotas, parts and parameters.")
@ProviderType
public sealed interface AuditOptions permits AuditValues {

    /** Every parameter at its default. */
    AuditOptions DEFAULTS = Options.defaults(AuditOptions.class);

    /** {@return whether there is a trail} */
    @Parameter(
            key = "enabled",
            byDefault = "false",
            description = "Whether events of life cycles, tenants, access, quotas, parts, parameters and failures are"
                    + " kept in the directory audit/, each line with a hash of all before it. 'allidb audit DIR'"
                    + " verifies them.")
    boolean enabled();

    /** {@return the size of a file of the trail in MiB from which on the next one begins} */
    @Parameter(
            key = "max_file_mb",
            byDefault = "16",
            min = 0.001,
            max = 64,
            description = "MiB of a file of the audit trail from which on the next one begins.")
    double maxFileMb();

    /** {@return how many files of the trail are kept; 0 for all} */
    @Parameter(
            key = "keep_files",
            byDefault = "0",
            min = 0,
            max = 1_000_000,
            description = "How many files of the audit trail are kept; 0 keeps all.")
    int keepFiles();
}
