package org.allidb.storage.sstable.osgi;

import org.allidb.storage.spi.sstable.TableFormatProvider;
import org.allidb.storage.sstable.internal.BlockTableFormatProvider;
import org.osgi.service.component.annotations.Component;

/** The table format {@code block} as a service. */
@Component(service = TableFormatProvider.class)
public final class BlockTableFormatComponent extends BlockTableFormatProvider {}
