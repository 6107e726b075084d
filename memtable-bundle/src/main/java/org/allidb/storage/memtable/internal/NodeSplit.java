package org.allidb.storage.memtable.internal;

/**
 * Two nodes that take the place of one.
 *
 * @param left the left one, a leaf or an inner node
 * @param separator the first position of the right one's range
 * @param withinKey whether the right one begins within the versions of a key
 * @param right the right one
 */
record NodeSplit(Object left, int separator, boolean withinKey, Object right) {}
