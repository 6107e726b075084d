/**
 * The memtable: a B+-tree for one writer and any number of readers, which never wait.
 *
 * <p>Entries are copied once into the chunks of an {@link org.allidb.storage.memtable.internal.EntryArena} and never
 * move; nodes refer to them by 32-bit references and hold the eight bytes of each key that tell it from its neighbours,
 * because cache misses, not instructions, decide how fast a memtable is. The idea of ordering a leaf by one word that is
 * published last is Masstree's (Mao, Kohler, Morris: Cache Craftiness for Fast Multicore Key-Value Storage, EuroSys
 * 2012).
 *
 * <p>Why a reader needs no lock, no retry and no version number:
 *
 * <ul>
 *   <li>A leaf's slots are written once. A new entry goes into a free slot, and then the order of all slots is published
 *       with one release store. A reader that read the order before sees the entries of that order.
 *   <li>A full leaf is replaced by two new ones, and the inner nodes above, as far as they change, by new copies. One
 *       release store of one reference publishes the whole split, the new entry included.
 *   <li>So a node keeps the range of keys that it was made for. The writer changes only nodes that are reachable from
 *       the root; a node that was replaced stays as it was at that moment. So each node that a reader reaches was
 *       reachable at some moment after the reader began, and holds all entries of its range that were applied before.
 *   <li>Neighbours meet exactly at their separator, in old nodes as in new ones: a cursor that walks from one to the next
 *       neither skips nor repeats an entry, in either direction.
 * </ul>
 *
 * <p>Thousands of versions of one row fill leaves of their own. A node knows a sequence that none of its entries is below. So a
 * reader skips nodes that are newer than its snapshot, in both directions, and its cursor descends from the first version that
 * it shows of a row to the next row. An insert does not change the least sequence of a node, because sequences ascend. Where
 * they do not (a repair), it is lowered before the entry is inserted.
 *
 * <p>The garbage collector frees replaced nodes once no reader uses them.
 */
@NullMarked
package org.allidb.storage.memtable.internal;

import org.jspecify.annotations.NullMarked;
