package org.allidb.storage.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {

    private static final String TENANT_RULE = "; use 1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit";

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "acme", "a-b_c-9", "9lives"})
    void tenantIdsOfTheAllowedFormAreTaken(String id) {
        assertEquals(id, TenantId.of(id).value());
        assertEquals(id, TenantId.of(id).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "'', must not be empty",
        "-a, must not have the character U+002D at position 0",
        "_a, must not have the character U+005F at position 0",
        "aB, must not have the character U+0042 at position 1",
        "a/b, must not have the character U+002F at position 1",
        "a.b, must not have the character U+002E at position 1",
        "ä, must not have the character U+00E4 at position 0",
        "a b, must not have the character U+0020 at position 1"
    })
    void otherTenantIdsAreRefusedWithTheRule(String id, String why) {
        assertEquals("a tenant id " + why + TENANT_RULE, refused(() -> TenantId.of(id)));
    }

    /** Names of other directories, ends of C strings, and letters that look like others. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../b",
                "a/..",
                "a\\b",
                "a\0",
                "\0",
                "a\n",
                "\u0430cme",
                "\uFF41cme",
                "a\u200Bb",
                "\uFB01n",
                "acm\u00E9",
                "acme\u0301",
                "\u212Aelvin",
                "\u0131d",
                "\uD835\uDC1Acme",
                "a\u2044b",
                "a\uFF0Eb"
            })
    void tenantIdsThatLookLikeOthersOrNameOtherPlacesAreRefused(String id) {
        String told = refused(() -> TenantId.of(id));
        assertTrue(
                told.matches("a tenant id must not have the character U\\+[0-9A-F]{4,} at position [0-9]"
                        + Pattern.quote(TENANT_RULE)),
                told);
    }

    @Test
    void aTenantIdHasAtMost63Characters() {
        assertEquals(63, TenantId.of("x".repeat(63)).value().length());
        assertEquals(
                "a tenant id of 64 characters is too long" + TENANT_RULE, refused(() -> TenantId.of("x".repeat(64))));
    }

    @Test
    void anEntityIdHas1To16384Bytes() {
        assertEquals(16_384, EntityId.of(new byte[16_384]).length());
        assertEquals("an entity id of 0 bytes is not allowed; use 1 to 16384 bytes", refused(() -> EntityId.of("")));
        assertEquals(
                "an entity id of 16385 bytes is not allowed; use 1 to 16384 bytes",
                refused(() -> EntityId.of(new byte[16_385])));
        assertEquals(
                "an entity id of 16386 bytes is not allowed; use 1 to 16384 bytes",
                refused(() -> EntityId.of("ä".repeat(8_193))));
    }

    @Test
    void aQualifierHasAtMost16384Bytes() {
        assertSame(Qualifier.NONE, Qualifier.of(""));
        assertSame(Qualifier.NONE, Qualifier.of(new byte[0]));
        assertEquals(16_384, Qualifier.of(new byte[16_384]).length());
        assertEquals(
                "a qualifier of 16385 bytes is too long; use at most 16384 bytes",
                refused(() -> Qualifier.of(new byte[16_385])));
    }

    @Test
    void halfASurrogatePairIsRefusedNotReplaced() {
        assertEquals(
                "an entity id must be valid Unicode: it has half a surrogate pair",
                refused(() -> EntityId.of("a\uD83D")));
        assertEquals(
                "a qualifier must be valid Unicode: it has half a surrogate pair",
                refused(() -> Qualifier.of("\uDE00b")));
        assertEquals(4, EntityId.of("\uD83D\uDE00").length());
    }

    @Test
    void bytesAreCopiedInAndOut() {
        byte[] bytes = {1, 2};
        EntityId id = EntityId.of(bytes);
        bytes[0] = 9;
        id.toByteArray()[1] = 9;
        assertArrayEquals(new byte[] {1, 2}, id.toByteArray());
        Qualifier qualifier = Qualifier.of(new byte[] {1, 2});
        qualifier.toByteArray()[0] = 9;
        assertArrayEquals(new byte[] {1, 2}, qualifier.toByteArray());
    }

    @Test
    void idsAreOrderedAsUnsignedBytes() {
        List<EntityId> ascending = List.of(
                EntityId.of(new byte[] {0}),
                EntityId.of(new byte[] {0, 0}),
                EntityId.of(new byte[] {1}),
                EntityId.of(new byte[] {0x7F}),
                EntityId.of(new byte[] {(byte) 0x80}),
                EntityId.of(new byte[] {(byte) 0xFF}),
                EntityId.of(new byte[] {(byte) 0xFF, 0}));
        for (int i = 0; i < ascending.size(); i++) {
            for (int j = 0; j < ascending.size(); j++) {
                assertEquals(
                        Integer.compare(i, j), Integer.signum(ascending.get(i).compareTo(ascending.get(j))));
            }
        }
    }

    @Test
    void idsOfDifferentSortsAreNotEqual() {
        assertEquals(EntityId.of("a"), EntityId.of(new byte[] {'a'}));
        assertEquals(EntityId.of("a").hashCode(), EntityId.of(new byte[] {'a'}).hashCode());
        assertNotEquals((Object) EntityId.of("a"), Qualifier.of("a"));
        assertTrue(TenantId.of("a").compareTo(TenantId.of("b")) < 0);
    }

    @Test
    void bytesThatAreNoTextAreShownAsHexadecimalDigits() {
        assertEquals("grün", EntityId.of("grün").toString());
        assertEquals("0x6100", EntityId.of(new byte[] {'a', 0}).toString());
        assertEquals("0xff", EntityId.of(new byte[] {(byte) 0xFF}).toString());
        assertEquals("0x610a", EntityId.of("a\n").toString());
    }

    @Test
    void kindsAreBuiltInOrTheCallersOwn() {
        assertEquals(
                "VECTOR EDGE CHUNK META VALUE 0x40 0x7F",
                String.join(
                        " ",
                        List.of(
                                        Kind.VECTOR,
                                        Kind.EDGE,
                                        Kind.CHUNK,
                                        Kind.META,
                                        Kind.VALUE,
                                        Kind.custom(0x40),
                                        Kind.custom(0x7F))
                                .stream()
                                .map(Kind::toString)
                                .toList()));
        assertEquals("0x3F is not for kinds of your own; use 0x40 to 0x7F", refused(() -> Kind.custom(0x3F)));
        assertEquals("0x80 is not for kinds of your own; use 0x40 to 0x7F", refused(() -> Kind.custom(0x80)));
        for (int code : new int[] {0, 6, 0x3F, -1, -128}) {
            assertEquals(
                    String.format(
                            "0x%02X is no kind; the built-in ones are 0x01 to 0x05, your own may be 0x40 to 0x7F",
                            (byte) code),
                    refused(() -> Kind.of((byte) code)));
        }
    }

    private static String refused(Executable call) {
        return assertThrows(InvalidArgumentException.class, call).getMessage();
    }
}
