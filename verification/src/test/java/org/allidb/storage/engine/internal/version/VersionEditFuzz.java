package org.allidb.storage.engine.internal.version;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.allidb.storage.engine.internal.version.VersionEdit.AddedTable;
import org.allidb.storage.spi.sstable.KeySketch;
import org.allidb.storage.spi.sstable.TableProperties;
import org.junit.jupiter.params.provider.MethodSource;

/** What a manifest is made of. */
class VersionEditFuzz {

    static Stream<byte[]> seeds() {
        TableProperties table = TableProperties.of(7, 3)
                .format("block", "none")
                .fileBytes(4096)
                .counts(5, 1, 1)
                .bytes(40, 70)
                .keys(new byte[] {'a'}, new byte[] {'z'})
                .timestamps(1, 9)
                .sequences(2, 8)
                .expiries(0, 4)
                .halfExpired(12)
                .created(11)
                .build();
        TableProperties sketched =
                table.toBuilder().keySketch(KeySketch.of(3, 4, -5)).build();
        return Stream.of(
                        new VersionEdit(List.of(), List.of(), Counters.INITIAL),
                        new VersionEdit(
                                List.of(new AddedTable(table, 0), new AddedTable(table, 2)),
                                List.of(3L, 4L),
                                new Counters(8, 9, 10, 11, true)),
                        new VersionEdit(
                                List.of(new AddedTable(table, 0), new AddedTable(sketched, 2)),
                                List.of(),
                                Counters.INITIAL))
                .map(VersionEditCodec::encode);
    }

    @MethodSource("seeds")
    @FuzzTest
    void editIsRefusedOrStoredAgainAsItself(byte[] bytes) throws IOException {
        VersionEdit edit;
        try {
            edit = VersionEditCodec.decode(bytes);
        } catch (IOException e) {
            return;
        }
        byte[] stored = VersionEditCodec.encode(edit);
        assertArrayEquals(stored, VersionEditCodec.encode(VersionEditCodec.decode(stored)));
    }
}
