/**
 * The table format, versions 2 and 3, little-endian. What is not drawn here is as in version 1: blocks with their trailers, handles,
 * filter, extents, range tombstones, properties.
 *
 * <pre>
 *   file       header | pages and value extents, mixed | point index | index | filter | range tombstones | extents | properties
 *              | footer
 *   header     as in version 1, with version u32 (2)
 *   footer     handle of the point index | logarithm of the page size u32, 0 if pages are compressed
 *              | base timestamp u64 | base sequence u64 | then as in version 1, with version u32 (2); the checksum includes these fields
 *
 *   version 3  has the dictionary of the table's codec, an uncompressed block between range tombstones and extents that is empty if there
 *              is none. The footer is handle of the dictionary | then as in version 2, with version u32 (3). The codec of a
 *              block is 2 if its payload was compressed with the dictionary
 *
 *   page       a block: entries, one behind the other | offset of each, 2 bytes, or 4 if the entries have more than 65,535 bytes
 *              | base timestamp u64 | base sequence u64 | entries u32 | bytes of an offset u8 | 0 u16 | 'P' u8
 *   entry      head | timestamp | sequence | expiry u64 if flag 0x40 | key | value; or extent u32, offset in it u32 if flag 0x80
 *   head       type and flags u8 | bytes of the timestamp u4, of the sequence u4 (0 to 8 each) | length of the key u16
 *              | length of the value u32
 *   timestamp, sequence   minus the base, sign in the lowest bit (0, -1, 1, -2 are 0, 1, 2, 3)
 *   index      as in version 1: a data block of version 1
 *
 *   point index  pages of 4,096 bytes, each a block of 63 buckets and 52 bytes 0, with its trailer
 *   bucket     64 bytes: twelve tags u8, 0 for a free slot | twelve times 2 bits more of the tag, 7 bits 0,
 *              1 bit: the bucket has overflowed | twelve places u32
 *   tag        the lowest byte of the hash of a key, 1 if that is 0; the lowest two bits of its second byte
 *   place      where in the file the newest version of the key starts
 * </pre>
 *
 * <p>Pages that are not compressed start at multiples of the page size, but for the first, which starts right behind the header;
 * zeros lie between them. So the page of an entry follows from the entry's place. An entry that does not fit into a page is alone in
 * one that is longer. Compressed pages lie one behind the other.
 *
 * <p>A key belongs in the bucket {@code (hash >>> 32) * buckets >>> 32}. If that is full, it is marked, and the key goes to the
 * next one; after the last bucket comes the first. There is no point index if pages are compressed, if there are fewer
 * than four, if an entry starts at 4 GiB or later, or if the writer has not enough memory. A page of it that is damaged is not used: the index leads to
 * the same rows.
 *
 * <p>A page with the rows {@code item-apple}, put with the value {@code red}, and {@code item-pear}, deleted:
 *
 * <pre>
 *   01                        first entry: put
 *   00                        no bytes of timestamp and sequence: they are the base
 *   0a 00                     10 bytes of key
 *   03 00 00 00               3 bytes of value
 *   69 74 65 6d 2d 61 70 70 6c 65   key: "item-apple"
 *   72 65 64                  value: "red"
 *   02                        second entry: deleted
 *   12                        2 bytes of timestamp, 1 of sequence
 *   09 00                     9 bytes of key
 *   00 00 00 00               no value
 *   58 02                     timestamp: 1000 + 300
 *   02                        sequence: 1 + 1
 *   69 74 65 6d 2d 70 65 61 72   key: "item-pear"
 *   00 00                     the first entry is at 0,
 *   15 00                       the second at 21
 *   e8 03 00 00 00 00 00 00   base timestamp: 1000
 *   01 00 00 00 00 00 00 00   base sequence: 1
 *   02 00 00 00               entries: 2
 *   02                        offsets have 2 bytes
 *   00 00                     zero
 *   50                        'P'
 * </pre>
 *
 * <p>The bucket of a key with the hash {@code 8000000000000342}, in hexadecimal, whose entry starts at 64:
 *
 * <pre>
 *   42 00 00 00 00 00 00 00 00 00 00 00   tags: the first slot has 42, the others are free
 *   03 00 00 00               more of the tag: 3 for the first slot; it has not overflowed
 *   40 00 00 00               place of the first slot: 64
 * </pre>
 *
 * and 44 bytes 0.
 */
@NullMarked
package org.allidb.storage.sstable.internal.format.v2;

import org.jspecify.annotations.NullMarked;
