package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.TenantStore;

/** A snapshot, and a cursor over it that has read half of the rows that it is to read. Used by one thread at a time. */
final class OpenReads implements AutoCloseable {

    private static final int HALF = 500;

    private final Snapshot snapshot;
    private final Cursor cursor;
    private final List<String> read = new ArrayList<>();

    OpenReads(TenantStore store) {
        snapshot = store.snapshot();
        cursor = snapshot.scan(ScanRequest.all());
        advance(cursor, read);
    }

    /** Reads the other half, and compares both with what the snapshot shows now. */
    void checkToTheEnd(String meanwhile) {
        advance(cursor, read);
        List<String> again = new ArrayList<>();
        try (Cursor second = snapshot.scan(ScanRequest.all())) {
            advance(second, again);
            advance(second, again);
        }
        assertEquals(meanwhile, again, read);
    }

    @Override
    public void close() {
        cursor.close();
        snapshot.close();
    }

    private static void advance(Cursor from, List<String> rows) {
        for (int i = 0; i < HALF && from.next(); i++) {
            rows.add(from.row().toString());
        }
    }
}
