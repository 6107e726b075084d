package org.allidb.storage.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of every kind as they are stored, under keys that any bytes may make. */
class RowFuzz {

    private static final List<Kind> KINDS =
            List.of(Kind.VECTOR, Kind.EDGE, Kind.CHUNK, Kind.META, Kind.VALUE, Kind.custom(0x40));

    static Stream<byte[]> seeds() {
        EntityId entity = EntityId.of("e");
        List<Row> rows = List.of(
                VectorRow.of(entity, "name", 1, -2),
                EdgeRow.of(entity, "knows", EntityId.of("f")).withWeight(0.5f).withProperties(Map.of("since", "then")),
                ChunkRow.of(entity, "c", "text").withMetadata(Map.of("a", "b", "c", "")));
        return rows.stream().map(row -> {
            byte[] qualifier = row.key().qualifier().toByteArray();
            byte[] value = row.encodedValue();
            byte[] seed = new byte[2 + qualifier.length + value.length];
            seed[0] = (byte) KINDS.indexOf(row.key().kind());
            seed[1] = (byte) qualifier.length;
            System.arraycopy(qualifier, 0, seed, 2, qualifier.length);
            System.arraycopy(value, 0, seed, 2 + qualifier.length, value.length);
            return seed;
        });
    }

    @MethodSource("seeds")
    @FuzzTest
    void rowIsRefusedOrStoredAgainAsItself(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        int qualifierEnd = Math.min(bytes.length, 2 + (bytes[1] & 0xFF));
        byte[] value = Arrays.copyOfRange(bytes, qualifierEnd, bytes.length);
        Row row;
        try {
            RowKey key = RowKey.of(
                    EntityId.of("e"),
                    KINDS.get(Math.floorMod(bytes[0], KINDS.size())),
                    Qualifier.of(Arrays.copyOfRange(bytes, 2, qualifierEnd)));
            row = Row.decode(key, value);
        } catch (InvalidArgumentException e) {
            return;
        }
        byte[] stored = row.encodedValue();
        Row again = Row.decode(row.key(), stored);
        assertArrayEquals(stored, again.encodedValue());
        assertEquals(row.key(), again.key());
        assertEquals(row.toString(), again.toString());
    }
}
