/** The filters that are built in. */
@NullMarked
package org.allidb.storage.sstable.internal.filter;

import org.jspecify.annotations.NullMarked;
