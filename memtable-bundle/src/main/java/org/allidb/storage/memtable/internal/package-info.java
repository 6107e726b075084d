/**
 * The memtable: a B+-tree for one writer and any number of readers who never wait.
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
 *       with one release store. A reader that took the order earlier goes on with what it covers.
 *   <li>A full leaf is replaced by two new ones, and the inner nodes above, as far as they change, by new copies. One
 *       release store of one reference publishes the whole split, the new entry included.
 *   <li>So a node keeps the range of keys that it was made for. The writer changes only nodes that are reachable from
 *       the root; a node that was replaced stays as it was at that moment. Whatever node a reader gets to was therefore
 *       reachable at some moment after the reader began, and holds all entries of its range that were applied before.
 *   <li>Neighbours meet exactly at their separator, in old nodes as in new ones: a cursor that walks from one to the next
 *       neither skips nor repeats an entry, in either direction.
 * </ul>
 *
 * <p>Thousands of versions of one row fill leaves of their own. Nodes know a sequence that none of their entries is below, so
 * that a reader passes over what is newer than its snapshot without a visit, in both directions; and a reader's cursor goes
 * from the first version that it shows of a row straight to the next row. An insert does not change the least sequence of a
 * node, because sequences ascend; where they do not (a repair), it is lowered before the entry is there.
 *
 * <p>The garbage collector takes what was replaced once the last reader has left it.
 */
@NullMarked
package org.allidb.storage.memtable.internal;

import org.jspecify.annotations.NullMarked;
