package org.allidb.storage.benchmarks.engine;

import com.sleepycat.je.Cursor;
import com.sleepycat.je.Database;
import com.sleepycat.je.DatabaseConfig;
import com.sleepycat.je.DatabaseEntry;
import com.sleepycat.je.Durability;
import com.sleepycat.je.Environment;
import com.sleepycat.je.EnvironmentConfig;
import com.sleepycat.je.LockMode;
import com.sleepycat.je.OperationStatus;
import com.sleepycat.je.Transaction;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Edges as keys of Oracle Berkeley DB, Java Edition, a B+-tree over a log in pure Java.
 *
 * <ul>
 *   <li>A cache of 768 MB: as much as the others' caches and write buffers together. Keys of a node share their prefix.
 *   <li>A transaction for each batch, whose commit is in the operating system's hands, as with the others.
 *   <li>Readers take no locks ({@code READ_UNCOMMITTED}), and read keys alone, without content: both are faster than the defaults.
 * </ul>
 */
final class JeGraph implements GraphStore {

    private static final long CACHE_BYTES = 768L << 20;

    private final Environment environment;
    private final Database database;

    JeGraph(Path directory) {
        EnvironmentConfig config = new EnvironmentConfig().setAllowCreate(true).setTransactional(true);
        config.setCacheSize(CACHE_BYTES);
        config.setDurability(Durability.COMMIT_WRITE_NO_SYNC);
        this.environment = new Environment(directory.toFile(), config);
        this.database = environment.openDatabase(
                null,
                "graph",
                new DatabaseConfig().setAllowCreate(true).setTransactional(true).setKeyPrefixing(true));
    }

    @Override
    public void put(int[] sources, int[] targets, int count) {
        Transaction txn = environment.beginTransaction(null, null);
        for (int i = 0; i < count; i++) {
            database.put(
                    txn,
                    new DatabaseEntry(EdgeKeys.key(sources[i], targets[i])),
                    new DatabaseEntry(EdgeKeys.value(targets[i])));
        }
        txn.commit();
    }

    @Override
    public GraphReader reader(boolean moving) {
        return new Reader(database, moving);
    }

    /** Does nothing: its cache is its memory, and its cleaner runs on. */
    @Override
    public void settle() {}

    @Override
    public void close() {
        database.close();
        environment.close();
    }

    private static final class Reader implements GraphReader {

        private final Database database;
        private final @Nullable Cursor moved;
        private final DatabaseEntry key = new DatabaseEntry();
        private final DatabaseEntry content = new DatabaseEntry();

        Reader(Database database, boolean moving) {
            this.database = database;
            this.moved = moving ? database.openCursor(null, null) : null;
            content.setPartial(0, 0, true);
        }

        @Override
        public int neighbours(int vertex, int[] targets) {
            if (moved != null) {
                return neighbours(moved, vertex, targets);
            }
            try (Cursor cursor = database.openCursor(null, null)) {
                return neighbours(cursor, vertex, targets);
            }
        }

        private int neighbours(Cursor cursor, int vertex, int[] targets) {
            byte[] prefix = EdgeKeys.prefix(vertex);
            key.setData(prefix);
            int count = 0;
            OperationStatus status = cursor.getSearchKeyRange(key, content, LockMode.READ_UNCOMMITTED);
            while (status == OperationStatus.SUCCESS && EdgeKeys.isOf(key.getData(), prefix)) {
                targets[count++] = EdgeKeys.vertexAt(key.getData(), EdgeKeys.PREFIX);
                status = cursor.getNext(key, content, LockMode.READ_UNCOMMITTED);
            }
            return count;
        }

        @Override
        public void close() {
            if (moved != null) {
                moved.close();
            }
        }
    }
}
