package org.allidb.storage.sstable.internal.read;

import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.filter.Filters;

/**
 * The parts that a table names, which a reader needs.
 *
 * @param codecs the codecs present at any moment
 * @param filters the filters present at any moment
 */
public record NamedParts(Codecs codecs, Filters filters) {}
