/**
 * A write-ahead log of preallocated, mapped segments. An append is a copy into memory; one of the threads that wait for a
 * sync makes it for all.
 *
 * <p>To find a class: {@code SegmentedLog} is the log and its life cycle. {@code RecordWriter} appends and rotates,
 * {@code SegmentChain} knows the segments and releases them, {@code SegmentAhead} makes the next one, {@code SpaceAhead} its
 * blocks. {@code GroupCommit} and {@code LogSync} sync.
 * {@code LogRecovery} opens what an earlier run left; {@code LogSurveyor} does the same for a log that is damaged.
 *
 * <p>The anchor of a log holds {@code KnownChain}, big-endian:
 *
 * <pre>
 *   magic "SEGMENTS" 8 bytes | format version u32 (1) | identity 16 bytes
 *   number of the first segment that names the identity u64 | next number u64 | next position u64
 *   position at which the log was closed in good order u64, -1 if it was not closed
 *   how many runs of segments u32, and for each: first number u64 | how many more u32
 * </pre>
 */
@NullMarked
package org.allidb.storage.wal.internal;

import org.jspecify.annotations.NullMarked;
