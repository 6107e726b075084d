/**
 * Reads tables. {@code BlockTableReader} is the door. Blocks that are compressed, or whose table is not mapped, come to the
 * heap and into the cache ({@code TableBlocks}, {@code BlockCursor}). Other blocks are read in the mapping: those of version 1 by
 * {@code MappedBlocks}, {@code MappedLookup} and {@code MappedCursor}, those of version 2 by {@code MappedPages}, {@code PointIndex},
 * {@code PageLookup} and {@code PageCursor}. {@code TableBytes} chooses between mapping and positional read.
 */
@NullMarked
package org.allidb.storage.sstable.internal.read;

import org.jspecify.annotations.NullMarked;
