/**
 * The table format, version 1, little-endian.
 *
 * <pre>
 *   file       header | data blocks and value extents, mixed | index | filter | range tombstones | extents | properties
 *              | footer
 *   header     magic "ALLIDBST" | version u32 (1) | 0 u32 | generation u64 | table id u64 | CRC32C of these u32 | 0 28 bytes
 *   block      payload | codec u8 (0: none, 1: the table's) | 0 3 bytes | length before compression u32
 *              | CRC32C of generation, table id, offset of the block, payload, codec, length   u32
 *   handle     offset u64 | length of the payload u32
 *   footer     handles of index, filter, range tombstones, extents, properties | data blocks u32 | generation u64
 *              | table id u64 | version u32 | CRC32C of these u32 | magic "ALLIDBST"
 *
 *   data block entries u32 | length of common prefix u16 | widths of timestamp, sequence, expiry, offset u8 each
 *              | 0 6 bytes | least timestamp, sequence, expiry u64 each | common prefix
 *              | for each group of eight entries the key bytes of its last one, as in its slot  u64
 *              | slots, one for each entry: eight key bytes after the common prefix, big-endian, padded with zeros  u64,
 *                offset of the rest of the entry, 2 or 4 bytes
 *              | timestamps | sequences | expiries, each minus the least, in 0 to 8 bytes | the rests
 *   rest       type u8, 0x80 added if the value is in an extent | length of the key after the common prefix u16
 *              | length of the value u32 | key after the eight bytes
 *              | the value; or extent u32, offset in it u32 if it is in one
 *   index      a data block: key is the last key of a data block, value its handle
 *   filter     512-bit lines of a Bloom filter; 0 bytes for none (see BloomFilter)
 *   extents    count u32 | for each: offset u64, length u32, CRC32C of generation, table id, offset, content u32
 *   range tombstones  count u32 | for each: lengths of start and end u32 | timestamp u64 | sequence u64 | start | end
 *   properties the numbers and keys of TableProperties in their order; strings and keys with their length u32 before;
 *              the last one, when half of the rows will have expired, only if it is not 0 and known
 * </pre>
 *
 * Entries are in key order, versions newest first; the versions of a key may continue in the next block. Values of a
 * configured size and more are in extents, each value at a multiple of 64 bytes in the file. So values of one size form runs
 * of a fixed stride, which can be read in place.
 *
 * <p>A data block with the rows {@code item-apple}, put with the value {@code red}, and {@code item-pear}, deleted:
 *
 * <pre>
 *   02 00 00 00               entries: 2
 *   05 00                     length of the common prefix: 5
 *   02 01 00 02               widths of timestamps, sequences, expiries and offsets
 *   00 00 00 00 00 00         zero
 *   e8 03 00 00 00 00 00 00   least timestamp: 1000
 *   01 00 00 00 00 00 00 00   least sequence: 1
 *   00 00 00 00 00 00 00 00   least expiry: 0, for rows that never expire
 *   69 74 65 6d 2d            common prefix: "item-"
 *   70 65 61 72 00 00 00 00   pivot of the only group, its last key: "pear"
 *   61 70 70 6c 65 00 00 00   slot of the first entry: "apple",
 *   4f 00                       its rest is at 79
 *   70 65 61 72 00 00 00 00   slot of the second entry: "pear",
 *   59 00                       its rest is at 89
 *   00 00 2c 01               timestamps: 1000 + 0, 1000 + 300
 *   00 01                     sequences: 1 + 0, 1 + 1
 *   01 05 00 03 00 00 00      rest of the first entry: put, 5 bytes of key, 3 of value,
 *   72 65 64                    the value: "red"
 *   02 04 00 00 00 00 00      rest of the second entry: deleted, 4 bytes of key, 0 of value
 * </pre>
 */
@NullMarked
package org.allidb.storage.sstable.internal.format.v1;

import org.jspecify.annotations.NullMarked;
