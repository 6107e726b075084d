package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.ResumeKey;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.RowReader;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.VectorSearch;
import org.allidb.storage.api.WriteBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A unit of work reads what it has written before it is written. */
class ReadThroughTest {

    private static final EntityId ALICE = EntityId.of("alice");
    private static final EntityId BOB = EntityId.of("bob");
    private static final EntityId CAROL = EntityId.of("carol");

    private StoragePlatform platform;
    private TenantStore store;

    @BeforeEach
    void open(@TempDir Path directory) {
        platform = StoragePlatform.builder(directory).open();
        store = platform.openOrCreate(TenantId.of("acme"));
        store.put("a", bytes("old"));
        store.put("b", bytes("stays"));
        store.put("c", bytes("goes"));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Optional<String> text(Optional<byte[]> value) {
        return value.map(bytes -> new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
    }

    private static List<String> walk(ReadView view, ScanRequest request) {
        List<String> found = new ArrayList<>();
        try (Cursor cursor = view.scan(request)) {
            while (cursor.next()) {
                byte[] value = new byte[cursor.valueLength()];
                cursor.copyValue(value, 0);
                found.add(cursor.entity().toText() + "="
                        + text(Optional.of(value)).orElseThrow());
            }
        }
        return found;
    }

    @Test
    void putsAndDeletesOfABatchAreReadBeforeTheyAreWrittenAndNobodyElseSeesThem() {
        WriteBatch batch = store.newBatch().put(bytes("a"), bytes("new")).delete(bytes("c"));
        ReadView view = store.through(batch);
        batch.put(bytes("bb"), bytes("added later"));
        assertEquals(Optional.of("new"), text(view.get("a")));
        assertEquals(Optional.of("stays"), text(view.get("b")));
        assertEquals(Optional.of("added later"), text(view.get("bb")));
        assertEquals(Optional.empty(), view.get("c"));
        assertEquals(List.of("a=new", "b=stays", "bb=added later"), walk(view, ScanRequest.all()));
        assertEquals(
                List.of("bb=added later", "b=stays", "a=new"),
                walk(view, ScanRequest.all().reversed()));
        assertEquals(List.of("a=new", "b=stays"), walk(view, ScanRequest.all().limit(2)));
        assertEquals(List.of("a=old", "b=stays", "c=goes"), walk(store, ScanRequest.all()));
        batch.delete(bytes("a"));
        assertEquals(
                List.of("b=stays", "bb=added later"),
                walk(view, ScanRequest.all().limit(2)));
        batch.put(bytes("a"), bytes("new"));
        store.write(batch);
        assertEquals(List.of("a=new", "b=stays", "bb=added later"), walk(store, ScanRequest.all()));
    }

    @Test
    void rowsOfTheBatchHaveNoSequenceAndOthersHaveTheirs() {
        WriteBatch batch = store.newBatch().put(bytes("a"), bytes("new"));
        ReadView view = store.through(batch);
        RowKey a = RowKey.value(EntityId.of("a"));
        RowKey b = RowKey.value(EntityId.of("b"));
        assertEquals(0, view.get(a).orElseThrow().sequence());
        assertEquals(0, view.get(a).orElseThrow().timestamp());
        assertEquals(
                store.get(b).orElseThrow().sequence(), view.get(b).orElseThrow().sequence());
        List<Optional<String>> several = view.getAll(List.of(b, a, RowKey.value(EntityId.of("none")))).stream()
                .map(row -> text(row.map(found -> found.row().encodedValue())))
                .toList();
        assertEquals(List.of(Optional.of("stays"), Optional.of("new"), Optional.empty()), several);
    }

    @Test
    void rangesOfABatchHideWhatIsBelowAndRowsThatArePutLaterShow() {
        WriteBatch batch = store.newBatch();
        ReadView view = store.through(batch);
        batch.deleteRange(EntityId.of("a"), EntityId.of("c"));
        assertEquals(List.of("c=goes"), walk(view, ScanRequest.all()));
        assertEquals(List.of("c=goes"), walk(view, ScanRequest.all().limit(1)));
        batch.put(bytes("b"), bytes("again"));
        assertEquals(List.of("b=again", "c=goes"), walk(view, ScanRequest.all()));
        batch.deleteFrom(EntityId.of("b"));
        assertEquals(List.of(), walk(view, ScanRequest.all()));
        assertEquals(Optional.empty(), view.get("b"));
        batch.clear();
        assertEquals(List.of("a=old", "b=stays", "c=goes"), walk(view, ScanRequest.all()));
    }

    @Test
    void snapshotBelowStaysAtItsMoment() {
        Snapshot snapshot = store.snapshot();
        ReadView view = snapshot.through(store.newBatch().put(bytes("d"), bytes("mine")));
        store.put("e", bytes("of another"));
        assertEquals(List.of("a=old", "b=stays", "c=goes", "d=mine"), walk(view, ScanRequest.all()));
        snapshot.close();
        assertThrows(StoreClosedException.class, () -> view.get("a"));
        assertThrows(StoreClosedException.class, () -> view.get("d"));
    }

    @Test
    void edgesAndVectorsOfABatchAreFound() {
        store.put(EdgeRow.of(ALICE, "knows", BOB));
        store.put(VectorRow.of(BOB, "face", new float[] {1, 0}));
        WriteBatch batch = store.newBatch()
                .put(EdgeRow.of(ALICE, "knows", CAROL))
                .delete(EdgeRow.of(ALICE, "knows", BOB).key())
                .put(VectorRow.of(CAROL, "face", new float[] {0, 1}));
        ReadView view = store.through(batch);
        assertEquals(
                List.of(EdgeRow.of(ALICE, "knows", CAROL).key()),
                view.getKind(ALICE, Kind.EDGE).stream()
                        .map(found -> found.row().key())
                        .toList());
        assertEquals(List.of(EdgeRow.of(ALICE, "knows", CAROL).key()), keys(view, ScanRequest.ofEdges(ALICE, "knows")));
        assertEquals(
                CAROL,
                view.nearest(VectorSearch.of("face", 0, 1).count(1))
                        .nearest()
                        .getFirst()
                        .key()
                        .entity());
    }

    private static List<RowKey> keys(ReadView view, ScanRequest request) {
        List<RowKey> keys = new ArrayList<>();
        try (Cursor cursor = view.scan(request)) {
            while (cursor.next()) {
                RowKey key = cursor.row().row().key();
                keys.add(key);
                byte[] copied = new byte[64];
                assertEquals(
                        key.qualifier().toText(),
                        new String(
                                copied, 1, cursor.copyQualifier(copied, 1), java.nio.charset.StandardCharsets.UTF_8));
                assertEquals(
                        key.entity().toText(),
                        new String(copied, 1, cursor.copyEntity(copied, 1), java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return keys;
    }

    @Test
    void openCursorShowsTheBatchAsItWasAndAScanResumesBehindARowOfTheBatch() {
        WriteBatch batch = store.newBatch().put(bytes("aa"), bytes("1"));
        ReadView view = store.through(batch);
        ResumeKey key;
        try (Cursor cursor = view.scan(ScanRequest.all())) {
            assertTrue(cursor.next());
            batch.put(bytes("ab"), bytes("2")).delete(bytes("b"));
            assertTrue(cursor.next());
            assertEquals("aa", cursor.entity().toText());
            key = cursor.resumeKey();
            assertTrue(cursor.next());
            assertEquals("b", cursor.entity().toText());
            cursor.seek(RowKey.value(EntityId.of("aa")));
            assertTrue(cursor.next());
            assertEquals("aa", cursor.entity().toText());
        }
        assertEquals(List.of("ab=2", "c=goes"), walk(view, ScanRequest.all().resumeAfter(key)));
    }

    @Test
    void readerFindsRowsOfBoth() {
        WriteBatch batch = store.newBatch().put(bytes("a"), bytes("new")).delete(bytes("c"));
        try (RowReader reader = store.through(batch).reader()) {
            assertTrue(reader.find(bytes("a")));
            assertArrayEquals(bytes("new"), reader.value().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
            assertEquals(0, reader.sequence());
            assertTrue(reader.find(bytes("b")));
            assertEquals(5, reader.valueLength());
            assertTrue(reader.sequence() > 0);
            assertFalse(reader.find(bytes("c")));
            assertThrows(IllegalStateException.class, reader::value);
        }
    }

    @Test
    void valuesThatAreReadAreCopies() {
        WriteBatch batch = store.newBatch();
        ReadView view = store.through(batch);
        byte[] value = bytes("mine");
        batch.put(bytes("a"), value);
        value[0] = 'X';
        view.get("a").orElseThrow()[1] = 'Y';
        assertEquals(Optional.of("mine"), text(view.get("a")));
    }

    @Test
    void rowWithATimeToLiveHasItsEnd() {
        WriteBatch batch = store.newBatch().put(ValueRow.of(EntityId.of("a"), bytes("new")), Duration.ofHours(1));
        ReadView view = store.through(batch);
        assertTrue(
                view.get(RowKey.value(EntityId.of("a"))).orElseThrow().expires().isPresent());
    }

    @Test
    void batchesAreLaidOverEachOther() {
        WriteBatch first = store.newBatch().put(bytes("a"), bytes("1")).put(bytes("b"), bytes("1"));
        WriteBatch second = store.newBatch().delete(bytes("a")).put(bytes("z"), bytes("2"));
        assertEquals(List.of("b=1", "c=goes", "z=2"), walk(store.through(first).through(second), ScanRequest.all()));
    }

    @Test
    void batchOfAnotherTenantIsRefused() {
        TenantStore other = platform.openOrCreate(TenantId.of("globex"));
        WriteBatch foreign = other.newBatch();
        assertEquals(
                "this batch was not made by newBatch() of tenant 'acme'",
                assertThrows(InvalidArgumentException.class, () -> store.through(foreign))
                        .getMessage());
    }
}
