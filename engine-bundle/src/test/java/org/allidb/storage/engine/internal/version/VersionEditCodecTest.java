package org.allidb.storage.engine.internal.version;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.allidb.storage.engine.internal.version.VersionEdit.AddedTable;
import org.allidb.storage.spi.sstable.KeySketch;
import org.allidb.storage.spi.sstable.TableProperties;
import org.junit.jupiter.api.Test;

class VersionEditCodecTest {

    private static final byte[] NO_KEY = {};

    @Test
    void whenHalfOfTheRowsExpireIsKept() throws IOException {
        byte[] stored = VersionEditCodec.encode(edit(0, 1_234, 0));
        VersionEdit read = VersionEditCodec.decode(stored);
        assertEquals(
                List.of(0L, 1_234L, 0L),
                read.added().stream()
                        .map(table -> table.properties().halfExpiredMillis())
                        .toList());
        assertEquals(
                List.of(0, 1, 2), read.added().stream().map(AddedTable::level).toList());
        assertArrayEquals(stored, VersionEditCodec.encode(read));
    }

    /** As they were before there was such a field. */
    @Test
    void editWithoutTablesThatExpireHasNoneOfIt() throws IOException {
        byte[] without = VersionEditCodec.encode(edit(0, 0));
        assertEquals(without.length + 2 * Long.BYTES, VersionEditCodec.encode(edit(0, 5)).length);
        assertEquals(
                0,
                VersionEditCodec.decode(without).added().getFirst().properties().halfExpiredMillis());
    }

    @Test
    void fieldThatIsCutOffIsRefused() {
        byte[] stored = VersionEditCodec.encode(edit(7, 5));
        for (int cut = 1; cut < 2 * Long.BYTES; cut++) {
            byte[] shorter = Arrays.copyOf(stored, stored.length - cut);
            assertThrows(IOException.class, () -> VersionEditCodec.decode(shorter));
        }
        byte[] longer = Arrays.copyOf(stored, stored.length + 1);
        assertThrows(IOException.class, () -> VersionEditCodec.decode(longer));
    }

    @Test
    void keySketchesAreKept() throws IOException {
        List<KeySketch> sketches = List.of(KeySketch.of(1, 2, -3), KeySketch.EMPTY, KeySketch.of(-1));
        byte[] stored = VersionEditCodec.encode(sketched(edit(0, 0, 0), sketches));
        VersionEdit read = VersionEditCodec.decode(stored);
        assertEquals(
                sketches,
                read.added().stream()
                        .map(table -> table.properties().keySketch())
                        .toList());
        assertEquals(
                List.of(0, 1, 2), read.added().stream().map(AddedTable::level).toList());
        assertArrayEquals(stored, VersionEditCodec.encode(read));
        VersionEdit both = sketched(edit(0, 1_234, 0), sketches);
        assertEquals(
                1_234L,
                VersionEditCodec.decode(VersionEditCodec.encode(both))
                        .added()
                        .get(1)
                        .properties()
                        .halfExpiredMillis());
    }

    @Test
    void sketchThatIsNoneIsRefused() {
        byte[] stored = VersionEditCodec.encode(sketched(edit(0), List.of(KeySketch.of(1, 2, 3))));
        for (int cut = 1; cut < 4 * Long.BYTES; cut++) {
            byte[] shorter = Arrays.copyOf(stored, stored.length - cut);
            if (cut != 3 * Long.BYTES + Integer.BYTES) {
                assertThrows(IOException.class, () -> VersionEditCodec.decode(shorter), cut + " bytes less");
            }
        }
        byte[] descending = stored.clone();
        descending[stored.length - 1] = 1;
        assertThrows(IOException.class, () -> VersionEditCodec.decode(descending));
        byte[] longer = Arrays.copyOf(stored, stored.length + 1);
        assertThrows(IOException.class, () -> VersionEditCodec.decode(longer));
    }

    private static VersionEdit sketched(VersionEdit edit, List<KeySketch> sketches) {
        List<AddedTable> tables = new ArrayList<>();
        for (int i = 0; i < sketches.size(); i++) {
            AddedTable table = edit.added().get(i);
            tables.add(new AddedTable(
                    table.properties().toBuilder().keySketch(sketches.get(i)).build(), table.level()));
        }
        return new VersionEdit(tables, List.of(), edit.counters());
    }

    private static VersionEdit edit(long... halfExpired) {
        List<AddedTable> tables = new ArrayList<>();
        for (int i = 0; i < halfExpired.length; i++) {
            TableProperties properties = TableProperties.of(i, 1)
                    .format("block", "none")
                    .fileBytes(100)
                    .counts(5, 1, 0)
                    .bytes(40, 70)
                    .keys(NO_KEY, NO_KEY)
                    .timestamps(1, 9)
                    .sequences(2, 8)
                    .expiries(3, 0)
                    .halfExpired(halfExpired[i])
                    .created(4)
                    .build();
            tables.add(new AddedTable(properties, i));
        }
        return new VersionEdit(tables, List.of(), Counters.INITIAL);
    }
}
