package org.allidb.storage.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RowsTest {

    private static final EntityId ALICE = EntityId.of("alice");
    private static final EntityId BOB = EntityId.of("bob");

    private final Random random = new Random(Long.getLong("allidb.seed", 20_261_124));

    @Test
    void storedFormsAreAsDrawn() {
        assertEquals("0000803f000000c0", hex(VectorRow.of(ALICE, "title", 1f, -2f)));
        assertEquals(
                "0000003f" + "02000000" + "0100000061" + "0100000078" + "0100000062" + "00000000",
                hex(EdgeRow.of(ALICE, "knows", BOB).withWeight(0.5f).withProperties(Map.of("b", "", "a", "x"))));
        assertEquals("02000000c3a4" + "00000000", hex(ChunkRow.of(ALICE, "1", "ä")));
        assertEquals(
                "0000803f" + "0100000000000000" + "feffffffffffffff" + "0100000074",
                hex(MetaRow.of(ALICE, "t").withImportance(1f).withTimes(1, -2)));
        assertEquals("0102", hex(ValueRow.of(ALICE, new byte[] {1, 2})));
        assertEquals("03", hex(CustomRow.of(custom(), new byte[] {3})));
    }

    @Test
    void keysAreEntityKindAndQualifier() {
        assertEquals(
                RowKey.of(ALICE, Kind.VECTOR, Qualifier.of("title")),
                VectorRow.of(ALICE, "title", 1f).key());
        assertEquals(
                RowKey.of(ALICE, Kind.EDGE, Qualifier.of("knows\0bob")),
                EdgeRow.of(ALICE, "knows", BOB).key());
        assertEquals(
                RowKey.of(ALICE, Kind.CHUNK, Qualifier.of("c")),
                ChunkRow.of(ALICE, "c", "x").key());
        assertEquals(
                RowKey.of(ALICE, Kind.META, Qualifier.NONE),
                MetaRow.of(ALICE, "t").withImportance(1).key());
        assertEquals(
                RowKey.of(ALICE, Kind.VALUE, Qualifier.NONE),
                ValueRow.of(ALICE, new byte[0]).key());
    }

    @Test
    void everyRowIsReadBackFromItsStoredForm() {
        for (int i = 0; i < 2_000; i++) {
            Row row = randomRow();
            Row decoded = Row.decode(row.key(), row.encodedValue());
            assertEquals(row, decoded);
            assertEquals(row.hashCode(), decoded.hashCode());
            assertEquals(row.key(), decoded.key());
            assertEquals(row.entity(), decoded.entity());
            assertArrayEquals(row.encodedValue(), decoded.encodedValue());
        }
    }

    /** Cut or longer bytes are refused in words, never with another exception; plain and own kinds take any bytes. */
    @Test
    void bytesOfTheWrongLengthAreRefused() {
        for (Row row : List.of(
                EdgeRow.of(ALICE, "knows", BOB).withWeight(0.5f).withProperties(Map.of("a", "x", "b", "y")),
                ChunkRow.of(ALICE, "1", "text").withMetadata(Map.of("a", "x")),
                MetaRow.of(ALICE, "person").withImportance(1f).withTimes(1, 2))) {
            byte[] value = row.encodedValue();
            for (int length = 0; length < value.length; length++) {
                byte[] cut = Arrays.copyOf(value, length);
                assertEquals(
                        "these " + length + " bytes are no " + row.key().kind() + " row",
                        refused(() -> Row.decode(row.key(), cut)));
            }
            assertEquals(
                    "a " + row.key().kind() + " row has 2 bytes more than it should",
                    refused(() -> Row.decode(row.key(), Arrays.copyOf(value, value.length + 2))));
        }
        RowKey vector = RowKey.vector(ALICE, "");
        assertEquals("these 5 bytes are no VECTOR row", refused(() -> Row.decode(vector, new byte[5])));
        assertEquals(
                "a vector of 0 components is not allowed; use 1 to 1048576",
                refused(() -> Row.decode(vector, new byte[0])));
    }

    @Test
    void noFlippedBitLeadsAstray() {
        for (int i = 0; i < 200; i++) {
            Row row = randomRow();
            byte[] value = row.encodedValue();
            for (int at = 0; at < value.length; at++) {
                byte[] flipped = value.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                try {
                    assertEquals(row.key(), Row.decode(row.key(), flipped).key());
                } catch (InvalidArgumentException e) {
                    assertTrue(e.getMessage().length() > 10, e.getMessage());
                }
            }
        }
    }

    @Test
    void invalidTextIsRefusedNotReplaced() {
        byte[] value = ChunkRow.of(ALICE, "1", "text").encodedValue();
        value[4] = (byte) 0xFF;
        assertEquals("these 12 bytes are no CHUNK row", refused(() -> Row.decode(RowKey.chunk(ALICE, "1"), value)));
        assertEquals(
                "the text of a chunk must be valid Unicode: it has half a surrogate pair",
                refused(() -> ChunkRow.of(ALICE, "1", "\uD800").encodedValue()));
        assertEquals(
                "the metadata of a chunk must be valid Unicode: it has half a surrogate pair",
                refused(() -> ChunkRow.of(ALICE, "1", "")
                        .withMetadata(Map.of("\uD800", ""))
                        .encodedValue()));
        assertEquals(
                "a relation must be valid Unicode: it has half a surrogate pair",
                refused(() -> EdgeRow.of(ALICE, "\uD800", BOB)));
        assertEquals(
                "the type of an entity must be valid Unicode: it has half a surrogate pair",
                refused(() -> MetaRow.of(ALICE, "\uD800").withImportance(1).encodedValue()));
    }

    @Test
    void numbersThatAreNotFiniteAreRefused() {
        assertEquals(
                "component 1 of a vector is NaN; all components must be finite",
                refused(() -> VectorRow.of(ALICE, "", 1f, Float.NaN)));
        assertEquals(
                "component 0 of a vector is -Infinity; all components must be finite",
                refused(() -> VectorRow.of(ALICE, "", Float.NEGATIVE_INFINITY)));
        assertEquals(
                "the weight of an edge is Infinity; it must be finite",
                refused(() -> EdgeRow.of(ALICE, "r", BOB).withWeight(Float.POSITIVE_INFINITY)));
        assertEquals(
                "the importance of an entity is NaN; it must be finite",
                refused(() -> MetaRow.of(ALICE, "t").withImportance(Float.NaN)));
    }

    @Test
    void whatDoesNotFitAKindIsRefused() {
        assertEquals(
                "a vector of 0 components is not allowed; use 1 to 1048576", refused(() -> VectorRow.of(ALICE, "")));
        assertEquals(
                "a vector of 1048577 components is not allowed; use 1 to 1048576",
                refused(() -> VectorRow.of(ALICE, "", new float[1_048_577])));
        assertEquals("a relation must not have the character U+0000", refused(() -> EdgeRow.of(ALICE, "a\0b", BOB)));
        assertEquals(
                "VALUE is a built-in kind; use its own row type",
                refused(() -> CustomRow.of(RowKey.value(ALICE), new byte[0])));
        assertEquals(
                "the qualifier of an EDGE row has no target",
                refused(() -> Row.decode(RowKey.of(ALICE, Kind.EDGE, Qualifier.of("knows")), new byte[8])));
    }

    @Test
    void aTargetMayHaveAnyBytes() {
        EntityId target = EntityId.of(new byte[] {0, (byte) 0xFF, 0, 'x'});
        EdgeRow edge = EdgeRow.of(ALICE, "", target);
        assertEquals(edge, Row.decode(edge.key(), edge.encodedValue()));
    }

    @Test
    void contentIsCopiedInAndOut() {
        float[] components = {1f};
        VectorRow vector = VectorRow.of(ALICE, "", components);
        components[0] = 2f;
        vector.components()[0] = 3f;
        assertEquals(VectorRow.of(ALICE, "", 1f), vector);
        byte[] bytes = {1};
        ValueRow value = ValueRow.of(ALICE, bytes);
        CustomRow own = CustomRow.of(custom(), bytes);
        bytes[0] = 2;
        value.value()[0] = 3;
        value.encodedValue()[0] = 3;
        own.value()[0] = 3;
        own.encodedValue()[0] = 3;
        assertArrayEquals(new byte[] {1}, value.value());
        assertArrayEquals(new byte[] {1}, own.value());
        Map<String, String> map = new TreeMap<>(Map.of("a", "b"));
        EdgeRow edge = EdgeRow.of(ALICE, "r", BOB).withProperties(map);
        map.clear();
        assertEquals(Map.of("a", "b"), edge.properties());
        assertThrows(
                UnsupportedOperationException.class, () -> edge.properties().put("c", "d"));
    }

    @Test
    void rowKeysAreOrderedByEntityKindAndQualifier() {
        List<RowKey> ascending = List.of(
                RowKey.vector(ALICE, ""),
                RowKey.vector(ALICE, "a"),
                RowKey.edge(ALICE, "r", BOB),
                RowKey.chunk(ALICE, "1"),
                RowKey.meta(ALICE),
                RowKey.value(ALICE),
                custom(),
                RowKey.vector(BOB, ""));
        for (int i = 0; i < ascending.size(); i++) {
            for (int j = 0; j < ascending.size(); j++) {
                assertEquals(
                        Integer.compare(i, j), Integer.signum(ascending.get(i).compareTo(ascending.get(j))));
            }
        }
    }

    private Row randomRow() {
        EntityId entity = EntityId.of("e" + random.nextInt(1_000));
        return switch (random.nextInt(6)) {
            case 0 -> {
                float[] components = new float[1 + random.nextInt(20)];
                for (int i = 0; i < components.length; i++) {
                    components[i] = random.nextInt(5) == 0 ? -0f : random.nextFloat() * Float.MAX_VALUE;
                }
                yield VectorRow.of(entity, text(), components);
            }
            case 1 ->
                EdgeRow.of(entity, text(), EntityId.of("x" + text()))
                        .withWeight(random.nextFloat())
                        .withProperties(map());
            case 2 -> ChunkRow.of(entity, text(), text()).withMetadata(map());
            case 3 ->
                MetaRow.of(entity, text())
                        .withImportance(random.nextFloat())
                        .withTimes(random.nextLong(), random.nextLong());
            case 4 -> ValueRow.of(entity, text().getBytes(StandardCharsets.UTF_8));
            default ->
                CustomRow.of(
                        RowKey.of(entity, Kind.custom(0x40 + random.nextInt(0x40)), Qualifier.of(text())),
                        text().getBytes(StandardCharsets.UTF_8));
        };
    }

    private Map<String, String> map() {
        Map<String, String> map = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put(text(), text());
        }
        return map;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.appendCodePoint("aZ ä€\uD83D\uDE00".codePoints().toArray()[random.nextInt(6)]);
        }
        return text.toString();
    }

    private static RowKey custom() {
        return RowKey.of(ALICE, Kind.custom(0x40), Qualifier.NONE);
    }

    private static String hex(Row row) {
        return HexFormat.of().formatHex(row.encodedValue());
    }

    private static String refused(Executable call) {
        return assertThrows(InvalidArgumentException.class, call).getMessage();
    }
}
