/**
 * What all versions of the table format share: header, footer, handles and trailers of blocks, the filter, range tombstones, the
 * list of extents, properties. What each of them stores is drawn by the package of a version.
 */
@NullMarked
package org.allidb.storage.sstable.internal.format.common;

import org.jspecify.annotations.NullMarked;
