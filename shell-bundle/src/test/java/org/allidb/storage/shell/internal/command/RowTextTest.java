package org.allidb.storage.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.CustomRow;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.VectorRow;
import org.junit.jupiter.api.Test;

class RowTextTest {

    private static final EntityId ALICE = EntityId.of("alice");
    private static final EntityId BOB = EntityId.of("bob");

    @Test
    void everyKindHasItsText() {
        assertEquals("2 × float [1.0 -0.5]", RowText.content(VectorRow.of(ALICE, "v", 1f, -0.5f)));
        assertEquals("weight 1.0", RowText.content(EdgeRow.of(ALICE, "knows", BOB)));
        assertEquals(
                "weight 0.5 {since=1999}",
                RowText.content(
                        EdgeRow.of(ALICE, "knows", BOB).withWeight(0.5f).withProperties(Map.of("since", "1999"))));
        assertEquals("text", RowText.content(ChunkRow.of(ALICE, "c", "text")));
        assertEquals(
                "text {page=1}", RowText.content(ChunkRow.of(ALICE, "c", "text").withMetadata(Map.of("page", "1"))));
        assertEquals(
                "person, importance 0.25",
                RowText.content(
                        MetaRow.of(ALICE, "person").withImportance(0.25f).withTimes(1, 2)));
        byte[] green = "grün".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertEquals("grün", RowText.content(ValueRow.of(ALICE, green)));
        assertEquals("", RowText.content(ValueRow.of(ALICE, new byte[0])));
    }

    @Test
    void onlyTheFirstComponentsOfALongVectorAreShown() {
        assertEquals("4 × float [1.0 2.0 3.0 4.0]", RowText.content(VectorRow.of(ALICE, "v", 1, 2, 3, 4)));
        assertEquals("5 × float [1.0 2.0 3.0 4.0 …]", RowText.content(VectorRow.of(ALICE, "v", 1, 2, 3, 4, 5)));
    }

    @Test
    void bytesThatAreNoTextAreShownAsHexadecimalDigits() {
        assertEquals("2 bytes 0x00ff", RowText.content(ValueRow.of(ALICE, new byte[] {0, -1})));
        assertEquals("24 bytes 0x" + "00".repeat(24), RowText.content(ValueRow.of(ALICE, new byte[24])));
        assertEquals("25 bytes 0x" + "00".repeat(24) + "…", RowText.content(ValueRow.of(ALICE, new byte[25])));
        RowKey own = RowKey.of(ALICE, Kind.custom(0x40), Qualifier.NONE);
        assertEquals("1 bytes 0x07", RowText.content(CustomRow.of(own, new byte[] {7})));
    }

    @Test
    void anEdgesQualifierIsAnArrow() {
        assertEquals("knows → bob", RowText.qualifier(EdgeRow.of(ALICE, "knows", BOB)));
        assertEquals("c", RowText.qualifier(ChunkRow.of(ALICE, "c", "text")));
        assertEquals("", RowText.qualifier(ValueRow.of(ALICE, new byte[0])));
    }
}
