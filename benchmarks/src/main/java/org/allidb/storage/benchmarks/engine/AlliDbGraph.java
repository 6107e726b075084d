package org.allidb.storage.benchmarks.engine;

import java.nio.file.Path;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;

/** EDGE rows, as shipped: a vertex is an entity, its neighbours a slice of its rows. */
final class AlliDbGraph implements GraphStore {

    private static final TenantId TENANT = TenantId.of("graph");

    private final StoragePlatform platform;
    private final TenantStore store;
    private final WriteBatch batch;

    AlliDbGraph(Path directory) {
        this.platform = StoragePlatform.open(directory);
        this.store = platform.openOrCreate(TENANT);
        this.batch = store.newBatch();
    }

    @Override
    public void put(int[] sources, int[] targets, int count) {
        batch.clear();
        for (int i = 0; i < count; i++) {
            batch.put(EdgeRow.of(
                    EntityId.of(EdgeKeys.vertex(sources[i])),
                    EdgeKeys.RELATION,
                    EntityId.of(EdgeKeys.vertex(targets[i]))));
        }
        store.write(batch, WriteOptions.BUFFERED);
    }

    @Override
    public GraphReader reader(boolean moving) {
        return moving ? new Moving(store) : new Opening(store);
    }

    @Override
    public void settle() {
        store.flush();
        store.awaitQuiet();
    }

    @Override
    public void close() {
        store.close();
        platform.close();
    }

    /** A scan for each vertex. */
    private static final class Opening implements GraphReader {

        private final TenantStore store;
        private final byte[] qualifier = new byte[EdgeKeys.LENGTH];

        Opening(TenantStore store) {
            this.store = store;
        }

        @Override
        public int neighbours(int vertex, int[] targets) {
            int count = 0;
            ScanRequest edges = ScanRequest.ofEdges(EntityId.of(EdgeKeys.vertex(vertex)), EdgeKeys.RELATION);
            try (Cursor cursor = store.scan(edges)) {
                while (cursor.next()) {
                    targets[count++] = target(cursor, qualifier);
                }
            }
            return count;
        }

        @Override
        public void close() {}
    }

    /** One scan of all edges, moved to each vertex. */
    private static final class Moving implements GraphReader {

        /** What the qualifiers of the relation begin with. */
        private static final Qualifier START = Qualifier.of(EdgeKeys.RELATION + '\0');

        private final Cursor cursor;
        private final byte[] entity = new byte[EdgeKeys.VERTEX];
        private final byte[] qualifier = new byte[EdgeKeys.LENGTH];

        Moving(TenantStore store) {
            this.cursor = store.scan(ScanRequest.all().kinds(Kind.EDGE));
        }

        @Override
        public int neighbours(int vertex, int[] targets) {
            cursor.seek(RowKey.of(EntityId.of(EdgeKeys.vertex(vertex)), Kind.EDGE, START));
            int count = 0;
            while (cursor.next() && isOf(vertex)) {
                targets[count++] = target(cursor, qualifier);
            }
            return count;
        }

        private boolean isOf(int vertex) {
            cursor.copyEntity(entity, 0);
            return EdgeKeys.vertexAt(entity, 0) == vertex;
        }

        @Override
        public void close() {
            cursor.close();
        }
    }

    private static int target(Cursor cursor, byte[] qualifier) {
        cursor.copyQualifier(qualifier, 0);
        return EdgeKeys.vertexAt(qualifier, EdgeKeys.PREFIX - EdgeKeys.VERTEX);
    }
}
