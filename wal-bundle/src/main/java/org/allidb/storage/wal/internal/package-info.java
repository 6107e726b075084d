/** A log of preallocated, mapped segments: appends are copies into memory, syncs are led by whoever waits. */
@NullMarked
package org.allidb.storage.wal.internal;

import org.jspecify.annotations.NullMarked;
