package org.allidb.storage.sstable.internal;

import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.filter.Filters;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableFormatProvider;
import org.allidb.storage.sstable.internal.format.common.PropertiesCodec;
import org.allidb.storage.sstable.internal.read.NamedParts;

/** A provider of the block-based table format. */
public class BlockTableFormatProvider implements TableFormatProvider {

    static final String NAME = PropertiesCodec.FORMAT;

    /** Creates the provider. */
    public BlockTableFormatProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TableFormat open(TableOptions options, Codecs codecs, Filters filters, StorageRuntime runtime) {
        return new BlockTableFormat(options, new NamedParts(codecs, filters));
    }
}
