/** Tables made of blocks: blocks are copied to the heap, checked and cached there; large values are read in place. */
@NullMarked
package org.allidb.storage.sstable.internal;

import org.jspecify.annotations.NullMarked;
