package org.allidb.storage.examples.client.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.examples.client.Notebook;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** A notebook in a tenant of its own. There is one as long as there is a platform. */
@Component
public final class StoredNotebook implements Notebook {

    private static final TenantId TENANT = TenantId.of("notebook");
    private static final String TEXT = "text";

    private final TenantStore store;

    /** Called by the container. */
    @Activate
    public StoredNotebook(@Reference StoragePlatform platform) {
        store = platform.openOrCreate(TENANT);
    }

    @Override
    public void write(String title, String text) {
        store.put(ChunkRow.of(EntityId.of(title), TEXT, text));
    }

    @Override
    public Optional<String> read(String title) {
        return store.get(RowKey.chunk(EntityId.of(title), TEXT)).map(stored -> ((ChunkRow) stored.row()).text());
    }

    @Override
    public List<String> titles() {
        List<String> titles = new ArrayList<>();
        try (Cursor cursor = store.scan(ScanRequest.all().kinds(Kind.CHUNK))) {
            while (cursor.next()) {
                titles.add(cursor.entity().toText());
            }
        }
        return titles;
    }

    /** Called by the container. */
    @Deactivate
    void close() {
        store.close();
    }
}
