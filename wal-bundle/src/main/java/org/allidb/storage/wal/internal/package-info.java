/**
 * A log of preallocated, mapped segments: appends are copies into memory, syncs are led by whichever thread waits. Its anchor
 * holds what {@link org.allidb.storage.wal.internal.KnownChain} says, big-endian:
 *
 * <pre>
 *   magic "SEGMENTS" 8 bytes | format version u32 (1) | identity 16 bytes
 *   number of the first segment that names the identity u64 | next number u64 | next position u64
 *   position at which the log was closed in good order u64, -1 if it was not
 *   how many runs of segments u32, and for each: first number u64 | how many more u32
 * </pre>
 */
@NullMarked
package org.allidb.storage.wal.internal;

import org.jspecify.annotations.NullMarked;
