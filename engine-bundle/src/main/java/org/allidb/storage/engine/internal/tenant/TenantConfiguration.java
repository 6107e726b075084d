package org.allidb.storage.engine.internal.tenant;

import java.util.Map;
import java.util.function.Supplier;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableSpec;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.jspecify.annotations.Nullable;

/**
 * The configuration as it holds for one tenant: that of the platform, but for the parameters that the tenant sets for itself. Both may change
 * at any time. Thread-safe.
 */
public final class TenantConfiguration implements Supplier<StorageConfiguration> {

    private final TenantAccess access;
    private final Supplier<StorageConfiguration> platform;
    private volatile @Nullable Merged merged;

    /** What was put together, and of what; both are immutable, and compared by identity, because each write looks. */
    private record Merged(StorageConfiguration platform, Map<String, String> parameters, StorageConfiguration both) {}

    /**
     * Creates the configuration of a tenant.
     *
     * @param access knows what the tenant sets
     * @param platform returns the configuration in force
     */
    public TenantConfiguration(TenantAccess access, Supplier<StorageConfiguration> platform) {
        this.access = access;
        this.platform = platform;
    }

    @Override
    public StorageConfiguration get() {
        StorageConfiguration now = platform.get();
        Map<String, String> parameters = access.descriptor().settings().parameters();
        if (parameters.isEmpty()) {
            return now;
        }
        Merged known = merged;
        return known != null && known.platform == now && known.parameters == parameters
                ? known.both
                : merge(now, parameters);
    }

    /**
     * Returns the files of the tenant's tables. New ones have the filter and the dictionary that the tenant sets for itself.
     *
     * @param format returns the table format in use
     */
    public TableFiles tableFiles(Supplier<TableFormat> format) {
        return new TableFiles(access, format, this::withChoices);
    }

    private TableSpec withChoices(TableSpec spec) {
        if (access.descriptor().settings().parameters().isEmpty()) {
            return spec;
        }
        TableOptions tables = get().sstable();
        return spec.withFilter(tables.filter(), tables.filterBitsPerKey()).withDictionary(tables.dictionaryBytes());
    }

    private StorageConfiguration merge(StorageConfiguration now, Map<String, String> parameters) {
        StorageConfiguration both = now.forTenant(parameters);
        merged = new Merged(now, parameters, both);
        return both;
    }
}
