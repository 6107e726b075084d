package org.allidb.storage.spi.sstable;

import org.allidb.storage.api.Provider;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.filter.Filters;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.osgi.annotation.versioning.ConsumerType;

/** Opens table formats; built in is {@code block}. */
@ConsumerType
public interface TableFormatProvider extends Provider {

    /**
     * Starts the format: its block cache and its reaper of idle mappings belong to the returned object.
     *
     * @param options how it works
     * @param codecs the codecs present at any moment
     * @param filters the filters present at any moment; a format may have one of its own instead
     * @param runtime time and threads
     * @return the format, shared by all tenants
     */
    TableFormat open(TableOptions options, Codecs codecs, Filters filters, StorageRuntime runtime);
}
