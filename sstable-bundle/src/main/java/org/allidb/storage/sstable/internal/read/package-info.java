/**
 * Reads tables. {@code BlockTableReader} is the door.
 *
 * <ul>
 *   <li>Blocks that are compressed, pages of files that are read in units (because they are encrypted), and blocks of version 1 that are
 *       not mapped, come to the heap and into the cache ({@code TableBlocks}, {@code BlockLookup}, {@code BlockCursor}).
 *   <li>Other blocks of version 1 are read in the mapping ({@code MappedBlocks}, {@code MappedLookup}, {@code MappedCursor}).
 *   <li>Other pages of version 2 are read in the mapping ({@code PageLookup}) or by position ({@code PositionedLookup},
 *       {@code PageReadAhead}). Both ways share {@code CheckedPages}, {@code PointIndex} and {@code PageCursor}.
 * </ul>
 *
 * <p>{@code TableBytes} chooses between mapping and positional read.
 */
@NullMarked
package org.allidb.storage.sstable.internal.read;

import org.jspecify.annotations.NullMarked;
