package org.allidb.storage.sstable.internal.format.common;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.filter.KeyFilter;
import org.allidb.storage.spi.sstable.KeySketch;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.sstable.internal.filter.FuseFilterProvider;
import org.junit.jupiter.params.provider.MethodSource;

/** The small parts of a table: properties, range tombstones, extents, footer, filter. */
class TableMetadataFuzz {

    private static final long FILE_BYTES = 1 << 20;
    private static final int PARTS = 9;

    static Stream<byte[]> seeds() {
        TableProperties table = TableProperties.of(7, 3)
                .format("block", "none")
                .fileBytes(FILE_BYTES)
                .counts(5, 1, 1)
                .bytes(40, 70)
                .keys(new byte[] {'a'}, new byte[] {'z'})
                .timestamps(1, 9)
                .sequences(2, 8)
                .expiries(0, 4)
                .halfExpired(12)
                .created(11)
                .build();
        byte[] properties = PropertiesCodec.encode(table);
        byte[] sketched = PropertiesCodec.encode(table.toBuilder()
                .halfExpired(0)
                .keySketch(KeySketch.of(3, 4, -5))
                .build());
        byte[] tombstones = RangeTombstoneCodec.encode(RangeTombstoneSet.of(List.of(
                new RangeTombstone(new byte[] {'a'}, new byte[] {'c'}, 5, 6),
                new RangeTombstone(new byte[] {'b'}, new byte[] {'d'}, 7, 8))));
        ValueExtents.Builder extents = new ValueExtents.Builder();
        extents.add(64, 700, 12345);
        extents.add(800, 64, -5);
        BlockHandle handle = new BlockHandle(64, 100);
        byte[] footer =
                new TableFooter(handle, handle, handle, handle, handle, 4, new TableIdentity(3, 7), null).encode();
        PageFields fields = new PageFields(new BlockHandle(4096, 8192), 12, 5, 6, null);
        byte[] footer2 =
                new TableFooter(handle, handle, handle, handle, handle, 4, new TableIdentity(3, 7), fields).encode();
        byte[] footer3 = new TableFooter(
                        handle,
                        handle,
                        handle,
                        handle,
                        handle,
                        4,
                        new TableIdentity(3, 7),
                        fields.withDictionary(handle))
                .encode();
        byte[] named = new NamedFilter(
                        FuseFilterProvider.NAME, new FuseFilterProvider().build(new long[] {1, 2, 3}, 3, 10))
                .encode();
        List<byte[]> parts = List.of(
                properties, tombstones, extents.encode(), footer, new byte[128], footer2, sketched, named, footer3);
        return parts.stream().map(part -> {
            byte[] seed = new byte[1 + part.length];
            seed[0] = (byte) parts.indexOf(part);
            System.arraycopy(part, 0, seed, 1, part.length);
            return seed;
        });
    }

    @MethodSource("seeds")
    @FuzzTest
    void partIsRefusedOrStoredAgainAsItself(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        byte[] part = Arrays.copyOfRange(bytes, 1, bytes.length);
        try {
            switch (Math.floorMod(bytes[0], PARTS)) {
                case 0 -> properties(part);
                case 1 -> rangeTombstones(part);
                case 2 -> extents(part);
                case 3 -> footer(part, 1);
                case 4 -> filter(part);
                case 5 -> footer(part, 2);
                case 7 -> namedFilter(part);
                case 8 -> footer(part, 3);
                default -> properties(part);
            }
        } catch (IllegalArgumentException e) {
            // refused
        }
    }

    private static void properties(byte[] part) {
        TableProperties properties = PropertiesCodec.decode(part, FILE_BYTES);
        byte[] stored = PropertiesCodec.encode(properties);
        assertArrayEquals(stored, PropertiesCodec.encode(PropertiesCodec.decode(stored, FILE_BYTES)));
    }

    private static void rangeTombstones(byte[] part) {
        byte[] stored = RangeTombstoneCodec.encode(RangeTombstoneCodec.decode(part));
        assertArrayEquals(stored, RangeTombstoneCodec.encode(RangeTombstoneCodec.decode(stored)));
    }

    private static void extents(byte[] part) {
        ValueExtents extents = ValueExtents.decode(part, FILE_BYTES);
        ValueExtents.Builder again = new ValueExtents.Builder();
        for (int i = 0; i < extents.count(); i++) {
            again.add(extents.offsets()[i], extents.lengths()[i], extents.checksums()[i]);
        }
        assertArrayEquals(part, again.encode());
    }

    private static void footer(byte[] part, int version) {
        byte[] footer = Arrays.copyOf(part, TableFooter.bytes(version));
        int at = footer.length - TableFooter.BYTES;
        TableFooter read = new TableFooter(
                BlockHandle.read(footer, at),
                BlockHandle.read(footer, at + 12),
                BlockHandle.read(footer, at + 24),
                BlockHandle.read(footer, at + 36),
                BlockHandle.read(footer, at + 48),
                LittleEndian.getInt(footer, at + 60),
                new TableIdentity(LittleEndian.getLong(footer, at + 64), LittleEndian.getLong(footer, at + 72)),
                version == 1 ? null : PageFields.read(footer, 0, version));
        TableFooter.decode(footer);
        TableFooter.decode(part);
        assertEquals(read, TableFooter.decode(read.encode()).orElseThrow());
    }

    private static void namedFilter(byte[] part) {
        NamedFilter read = NamedFilter.decode(part);
        assertArrayEquals(part, read.encode());
        KeyFilter filter = new FuseFilterProvider().read(read.bytes());
        for (int i = 0; i < 20; i++) {
            filter.mayContain(i * 0x9E3779B97F4A7C15L);
        }
    }

    private static void filter(byte[] part) {
        if (BloomFilter.isLength(part.length)) {
            for (int i = 0; i < 20; i++) {
                BloomFilter.mayContain(part, i * 0x9E3779B97F4A7C15L);
            }
        }
        long[] hashes = new long[part.length / Long.BYTES];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = LittleEndian.getLong(part, i * Long.BYTES);
        }
        byte[] filter = BloomFilter.build(hashes, hashes.length, 10);
        for (long hash : hashes) {
            assertEquals(true, BloomFilter.mayContain(filter, hash));
        }
    }
}
