package org.allidb.storage.spi.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Qualifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyEncodingTest {

    private static final long SEED = Long.getLong("allidb.seed", 20_261_124);
    private static final byte[] HARD_BYTES = {0, 0, 1, 2, 0x7F, (byte) 0x80, (byte) 0xFE, (byte) 0xFF, (byte) 0xFF};

    private final Random random = new Random(SEED);

    private record Identity(byte[] entity, byte kind, byte[] qualifier) implements Comparable<Identity> {

        byte[] key() {
            return KeyEncoding.encode(entity, kind, qualifier);
        }

        @Override
        public int compareTo(Identity other) {
            int byEntity = Arrays.compareUnsigned(entity, other.entity);
            if (byEntity != 0) {
                return byEntity;
            }
            return kind != other.kind ? kind - other.kind : Arrays.compareUnsigned(qualifier, other.qualifier);
        }

        @Override
        public String toString() {
            return HexFormat.of().formatHex(entity) + " " + kind + " "
                    + HexFormat.of().formatHex(qualifier);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "61, 05, '', 610005",
        "61, 02, 6200, 6100026200",
        "00, 05, '', 00ff0005",
        "000000, 01, ff, 00ff00ff00ff0001ff",
        "ff, 7f, 00, ff007f00",
        "00ff, 05, '', 00ffff0005"
    })
    void theStoredFormIsAsDrawn(String entity, String kind, String qualifier, String key) {
        assertEquals(key, hex(KeyEncoding.encode(bytes(entity), bytes(kind)[0], bytes(qualifier))));
    }

    @Test
    void theOrderOfKeysIsTheOrderOfIdentities() {
        List<Identity> identities = identities(2_000);
        Collections.sort(identities);
        for (int i = 1; i < identities.size(); i++) {
            Identity before = identities.get(i - 1);
            Identity after = identities.get(i);
            int order = KeyOrder.compare(before.key(), after.key());
            assertTrue(before.compareTo(after) == 0 ? order == 0 : order < 0, before + " and " + after);
        }
    }

    @Test
    void encodingIntoAnArrayIsTheSame() {
        for (Identity identity : identities(500)) {
            byte[] target = new byte[KeyEncoding.maxLength(identity.entity.length, identity.qualifier.length)];
            int length = KeyEncoding.encode(identity.entity, identity.kind, identity.qualifier, target);
            assertArrayEquals(identity.key(), Arrays.copyOf(target, length));
        }
    }

    @Test
    void entityKindAndQualifierAreFoundAgain() {
        for (Identity identity : identities(2_000)) {
            byte[] key = identity.key();
            byte[] shifted = new byte[key.length + 5];
            System.arraycopy(key, 0, shifted, 3, key.length);
            int end = KeyEncoding.entityEndIndex(shifted, 3, key.length);
            assertArrayEquals(identity.entity, KeyEncoding.decodeEntity(shifted, 3, end), identity.toString());
            byte[] target = new byte[2 + identity.entity.length + random.nextInt(20)];
            Arrays.fill(target, (byte) 7);
            byte[] expected = target.clone();
            System.arraycopy(identity.entity, 0, expected, 2, identity.entity.length);
            assertEquals(identity.entity.length, KeyEncoding.decodeEntity(shifted, 3, key.length, target, 2));
            assertArrayEquals(expected, target, identity.toString());
            assertEquals(identity.kind, shifted[end + 1]);
            assertArrayEquals(identity.qualifier, Arrays.copyOfRange(shifted, end + 2, 3 + key.length));
        }
    }

    @ParameterizedTest
    @CsvSource({"''", "61", "6100", "610000", "610080", "0005", "00ff", "61ff62"})
    void bytesThatAreNoKeyAreTold(String key) {
        byte[] bytes = bytes(key);
        assertEquals(-1, KeyEncoding.entityEndIndex(bytes, 0, bytes.length));
    }

    @Test
    void entityWithoutAnEndIsNotDecoded() {
        for (String key : List.of("", "61", "61ff62", "6100ff62", "00ff")) {
            byte[] bytes = bytes(key);
            Exception told = assertThrows(
                    IllegalArgumentException.class,
                    () -> KeyEncoding.decodeEntity(bytes, 0, bytes.length, new byte[8], 0));
            assertEquals("nothing in these bytes ends an entity", told.getMessage());
        }
    }

    @Test
    void theBoundsOfAnEntityHoldItsRowsAndNoOthers() {
        List<Identity> identities = identities(150);
        for (Identity bound : identities) {
            byte[] start = KeyEncoding.entityStart(bound.entity);
            byte[] end = KeyEncoding.entityEnd(bound.entity);
            for (Identity identity : identities) {
                assertEquals(
                        Arrays.equals(bound.entity, identity.entity),
                        isWithin(identity.key(), start, end),
                        bound + " and " + identity);
            }
        }
    }

    @Test
    void theBoundsOfAKindHoldItsRowsAndNoOthers() {
        List<Identity> identities = identities(150);
        for (Identity bound : identities) {
            byte[] start = KeyEncoding.kindStart(bound.entity, bound.kind);
            byte[] end = KeyEncoding.kindStart(bound.entity, bound.kind + 1);
            for (Identity identity : identities) {
                assertEquals(
                        Arrays.equals(bound.entity, identity.entity) && bound.kind == identity.kind,
                        isWithin(identity.key(), start, end),
                        bound + " and " + identity);
            }
        }
        assertArrayEquals(KeyEncoding.entityEnd(bytes("61")), KeyEncoding.kindStart(bytes("61"), 0x80));
    }

    @Test
    void theBoundsOfAPrefixHoldItsEntitiesAndNoOthers() {
        List<Identity> identities = identities(150);
        for (Identity bound : identities) {
            byte[] prefix = Arrays.copyOf(bound.entity, 1 + random.nextInt(bound.entity.length));
            byte[] start = KeyEncoding.prefixStart(prefix);
            byte[] end = KeyEncoding.prefixEnd(prefix);
            for (Identity identity : identities) {
                boolean has = identity.entity.length >= prefix.length
                        && Arrays.equals(prefix, Arrays.copyOf(identity.entity, prefix.length));
                boolean within = end.length == 0
                        ? KeyOrder.compare(identity.key(), start) >= 0
                        : isWithin(identity.key(), start, end);
                assertEquals(has, within, hex(prefix) + " and " + identity);
            }
        }
        assertEquals(0, KeyEncoding.prefixEnd(bytes("ffff")).length);
    }

    @Test
    void theLongestKeyFits() {
        byte[] key = KeyEncoding.encode(new byte[EntityId.MAX_LENGTH], (byte) 1, new byte[Qualifier.MAX_LENGTH]);
        assertEquals(KeyEncoding.MAX_KEY_LENGTH, key.length);
        int end = KeyEncoding.entityEndIndex(key, 0, key.length);
        assertEquals(EntityId.MAX_LENGTH, KeyEncoding.decodeEntity(key, 0, end).length);
    }

    private List<Identity> identities(int count) {
        List<Identity> identities = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte kind = (byte) (random.nextInt(4) == 0 ? 1 + random.nextInt(0x7F) : 1 + random.nextInt(2));
            identities.add(new Identity(randomBytes(1 + random.nextInt(4)), kind, randomBytes(random.nextInt(3))));
        }
        return identities;
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = HARD_BYTES[random.nextInt(HARD_BYTES.length)];
        }
        return bytes;
    }

    private static boolean isWithin(byte[] key, byte[] start, byte[] end) {
        return KeyOrder.compare(key, start) >= 0 && KeyOrder.compare(key, end) < 0;
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
