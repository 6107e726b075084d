package org.allidb.storage.examples.embedder;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.VectorRow;

/** The storage as a plain library. */
public final class TenLines {

    private TenLines() {}

    /**
     * Writes three rows of one entity and reads them back.
     *
     * @param arguments the data directory
     */
    public static void main(String[] arguments) {
        try (StoragePlatform platform = StoragePlatform.open(Path.of(arguments[0]));
                TenantStore store = platform.openOrCreate(TenantId.of("acme"))) {
            EntityId alice = EntityId.of("alice");
            store.put("alice", "hello".getBytes(StandardCharsets.UTF_8));
            store.put(EdgeRow.of(alice, "knows", EntityId.of("bob")));
            store.put(VectorRow.of(alice, "face", 0.1f, 0.2f, 0.3f));
            store.getEntity(alice).forEach(stored -> System.out.println(stored.row()));
        }
    }
}
