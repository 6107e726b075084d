/**
 * Reads tables. {@code BlockTableReader} is the door. Blocks that are compressed, or whose table is not mapped, come to the
 * heap and into the cache ({@code TableBlocks}, {@code BlockCursor}). Other blocks are read in the mapping ({@code MappedBlocks},
 * {@code MappedLookup}, {@code MappedCursor}). {@code TableBytes} chooses between mapping and positional read.
 */
@NullMarked
package org.allidb.storage.sstable.internal.read;

import org.jspecify.annotations.NullMarked;
