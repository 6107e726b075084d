/**
 * The format of log segments, version 3, little-endian. A segment is the file {@code NNNNNNNNNNNNNNNN.wal}, named by its
 * number in 16 decimal digits; {@code .free} files are released segments that are kept for reuse. A segment is created
 * under another name, {@code .wal.new} or that of a free file, and is renamed once its header and length are durable. So a
 * segment without an intact header, or shorter than its header says, was damaged.
 *
 * <pre>
 *   header   64 bytes, synced before the first record
 *     0  magic "ALLIDBWL"                8 bytes
 *     8  format version                  u32  (3)
 *    12  length of the file              u32
 *    16  number of this segment          u64
 *    24  position of its first record    u64  positions count the bytes of the log, and skip what a segment leaves free
 *    32  identity of the log             16 bytes, random, drawn when the log was created
 *    48  number of the segment before    u64  0 if there is none
 *    56  end of the segment before       u32  offset up to which its records are durable; later ones do not count;
 *                                             0: it ends with its record "rotated", and without that this one does not count
 *    60  CRC32C of bytes 0 to 59         u32
 *
 *   record   40 bytes and the content
 *     0  length of the content           u32
 *     4  type                            u8   1 data, 2 flushed, 3 forgotten, 4 synced, 5 closed, 6 rotated
 *     5  zero                            3 bytes
 *     8  tenant generation               u64
 *    16  last sequence                   u64  data: the greatest in the content; flushed: up to here all is in tables
 *    24  position known to be durable    u64  when the record was appended
 *    32  CRC32C of the content           u32
 *    36  CRC32C of identity 16 bytes, segment number u64, offset of the record u64, bytes 0 to 35 of it   u32
 * </pre>
 *
 * A type is never zero, so preallocated zeros are no records. The identity and the segment's number in the checksum make
 * records of a recycled or foreign segment invalid. A damaged record is corruption if it lies below the greatest position
 * that any intact record or later header knows to be durable; else it is the torn tail.
 *
 * <p>A record at byte 64 of segment 1, in a log of the identity (1, 2), with the content "first":
 *
 * <pre>
 *   05 00 00 00               length of the content: 5
 *   01 00 00 00               type: data
 *   07 00 00 00 00 00 00 00   tenant generation: 7
 *   01 00 00 00 00 00 00 00   last sequence: 1
 *   01 00 00 00 00 00 00 00   position known to be durable: 1, the first of the log
 *   50 a1 3e 8a               CRC32C of the content
 *   b8 e6 b7 99               CRC32C of the identity, the segment, the offset and the bytes above
 *   66 69 72 73 74            content: "first"
 * </pre>
 *
 * <p>Version 2, which is read and no longer written, differs in one thing: no segment has 0 as the end of the one before.
 *
 * <p>Version 1, which is read and no longer written, has no identity, neither in the header nor in the checksums:
 *
 * <pre>
 *    12  zero u32   16  number u64   24  position of its first record u64   32  number of the segment before u64
 *    40  end of the segment before u64   48  length of the file u64   56  zero 4 bytes
 * </pre>
 */
@NullMarked
package org.allidb.storage.wal.internal.format;

import org.jspecify.annotations.NullMarked;
