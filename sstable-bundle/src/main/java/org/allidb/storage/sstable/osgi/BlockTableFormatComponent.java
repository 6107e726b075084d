package org.allidb.storage.sstable.osgi;

import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableFormatProvider;
import org.allidb.storage.sstable.internal.BlockTableFormatProvider;
import org.osgi.service.component.annotations.Component;

/** The table format as a service. */
@Component(service = TableFormatProvider.class)
public final class BlockTableFormatComponent implements TableFormatProvider {

    private final BlockTableFormatProvider provider = new BlockTableFormatProvider();

    /** Called by the container. */
    public BlockTableFormatComponent() {}

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public TableFormat open(TableOptions options, Codecs codecs, StorageRuntime runtime) {
        return provider.open(options, codecs, runtime);
    }
}
