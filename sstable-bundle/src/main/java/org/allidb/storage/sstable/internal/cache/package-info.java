/**
 * The memory that the tables of a format share: the caches of blocks and of rows on the heap, and the budget of mapped bytes.
 */
@NullMarked
package org.allidb.storage.sstable.internal.cache;

import org.jspecify.annotations.NullMarked;
