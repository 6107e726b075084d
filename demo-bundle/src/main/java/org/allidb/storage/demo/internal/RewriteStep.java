package org.allidb.storage.demo.internal;

import java.util.List;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.TextTable;

/** The step that overwrites some rows, deletes others, and compacts the tenant. */
final class RewriteStep implements Step {

    private static final String OVERWRITTEN = "java/util/";
    private static final String DELETED_ROWS = "java/awt/";
    private static final EntityId DELETED_FROM = EntityId.of("javax/swing/");
    private static final EntityId DELETED_TO = EntityId.of("javax/swing0");
    private static final float NEW_IMPORTANCE = 1_000_000;
    private static final int BATCH_ROWS = 1_000;

    private final TenantStore store;

    RewriteStep(TenantStore store) {
        this.store = store;
    }

    @Override
    public String title() {
        return "an overwrite, a delete, and the compaction that cleans up";
    }

    @Override
    public void run(Stage stage) {
        store.flush();
        long overwritten = overwrite();
        long deleted = deleteRows();
        store.deleteRange(DELETED_FROM, DELETED_TO);
        store.flush();
        stage.say("overwritten: " + Human.count(overwritten) + " rows of " + OVERWRITTEN + "; deleted: "
                + Human.count(deleted) + " rows of " + DELETED_ROWS + ",");
        stage.say("and all of javax/swing/ with one range delete");
        TenantStatistics before = store.statistics();
        List<TableInfo> tablesBefore = store.tables();
        long start = System.nanoTime();
        store.compact();
        long nanos = System.nanoTime() - start;
        TenantStatistics after = store.statistics();
        show(stage, before, tablesBefore, after, nanos);
        check(stage, before, after);
    }

    private long overwrite() {
        WriteBatch batch = store.newBatch();
        long rows = 0;
        try (Cursor cursor = store.scan(ScanRequest.ofPrefix(OVERWRITTEN))) {
            while (cursor.next()) {
                StoredRow stored = cursor.row();
                batch.put(
                        stored.row() instanceof MetaRow meta
                                ? MetaRow.of(meta.entity(), meta.type())
                                        .withImportance(NEW_IMPORTANCE)
                                        .withTimes(meta.createdMillis(), meta.updatedMillis())
                                : stored.row());
                rows++;
                writeIfFull(batch);
            }
        }
        store.write(batch);
        return rows;
    }

    private long deleteRows() {
        WriteBatch batch = store.newBatch();
        long rows = 0;
        try (Cursor cursor = store.scan(ScanRequest.ofPrefix(DELETED_ROWS))) {
            while (cursor.next()) {
                batch.delete(RowKey.of(cursor.entity(), cursor.kind(), cursor.qualifier()));
                rows++;
                writeIfFull(batch);
            }
        }
        store.write(batch);
        return rows;
    }

    private void writeIfFull(WriteBatch batch) {
        if (batch.size() == BATCH_ROWS) {
            store.write(batch);
            batch.clear();
        }
    }

    private static void show(
            Stage stage, TenantStatistics before, List<TableInfo> tablesBefore, TenantStatistics after, long nanos) {
        TextTable table = new TextTable("", "BEFORE>", "AFTER>");
        table.add("tables", tablesBefore.size(), after.tables());
        table.add("entries", Human.count(before.tableEntries()), Human.count(after.tableEntries()));
        table.add("bytes", Human.bytes(before.tableBytes()), Human.bytes(after.tableBytes()));
        stage.show(table);
        stage.say("read " + Human.bytes(after.compactionBytesRead() - before.compactionBytesRead()) + ", written "
                + Human.bytes(after.compactionBytesWritten() - before.compactionBytesWritten()) + " in "
                + Human.nanos(nanos));
        stage.say("dropped " + Human.count(after.duplicatesDropped() - before.duplicatesDropped(), "duplicate") + ", "
                + Human.count(after.tombstonesDropped() - before.tombstonesDropped(), "tombstone"));
    }

    private void check(Stage stage, TenantStatistics before, TenantStatistics after) {
        stage.check(after.tables() < before.tables(), "fewer tables than before");
        stage.check(after.tombstonesDropped() > before.tombstonesDropped(), "tombstones are gone, with what they hid");
        stage.check(isEmpty(ScanRequest.ofPrefix(DELETED_ROWS)), "no row of " + DELETED_ROWS + " is left");
        stage.check(isEmpty(ScanRequest.all().from(DELETED_FROM).to(DELETED_TO)), "no row of javax/swing/ is left");
        stage.check(
                store.getKind(EntityId.of("java/util/HashMap"), Kind.META).stream()
                        .allMatch(stored -> ((MetaRow) stored.row()).importance() == NEW_IMPORTANCE),
                "the overwritten rows have their new content");
    }

    private boolean isEmpty(ScanRequest request) {
        try (Cursor cursor = store.scan(request)) {
            return !cursor.next();
        }
    }
}
