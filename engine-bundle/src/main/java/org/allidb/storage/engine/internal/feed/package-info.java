/**
 * The files of a tenant's change feed, in its directory {@code feed}: its records of the log once more, as the log has them. Big-endian:
 *
 * <pre>
 *   file     header | record ...                                         NUMBER.feed, 16 digits
 *   header   magic u64 "ALLIFEED" | version u32 | key u32 | feed u64 | after u64 | settled u64
 *            | created u64 | checksum u32                                                       52 bytes
 *   record   length u32 | checksum u32 | before u64 | last u64 | batch, as in the log
 * </pre>
 *
 * <ul>
 *   <li>{@code key} is the number of the tenant's key that its records are encrypted with; 0 if they are not.
 *   <li>{@code feed} is drawn when a feed begins; all files of a feed have it, and numbers that follow each other.
 *   <li>{@code after} is the last sequence before the first record of the file.
 *   <li>{@code settled}: the feed is of no use as long as tables end before this sequence.
 *   <li>{@code created} is wall time in milliseconds.
 *   <li>{@code before} and {@code last} are the last sequences before the batch and in it. The checksum (CRC-32C) of a record is that of
 *       all that follows it, and of the length. A length of 0 is no record.
 * </ul>
 *
 * The records of a file follow each other without a gap, and so do the files. What a crash leaves behind the last flushed sequence is cut
 * off, and comes again from the log.
 */
@NullMarked
package org.allidb.storage.engine.internal.feed;

import org.jspecify.annotations.NullMarked;
