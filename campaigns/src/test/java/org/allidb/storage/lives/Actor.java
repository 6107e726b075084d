package org.allidb.storage.lives;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.lives.LifeModel.Drops;
import org.allidb.storage.lives.LifeModel.Written;
import org.allidb.storage.testkit.Await;
import org.jspecify.annotations.Nullable;

/** A thread that makes calls of its own choice, and knows of its own rows which must be there. */
final class Actor implements Runnable {

    private static final int REMEMBERED = 40;
    private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);

    private final int number;
    private final Random random;
    private final Stage stage;
    private final List<Written> rows = new ArrayList<>();
    private final Thread thread;
    private volatile String call = "";
    private volatile long since;
    private volatile boolean given;
    private volatile @Nullable Throwable failure;
    private long written;

    Actor(int number, long seed, Stage stage) {
        this.number = number;
        this.random = new Random(seed + number);
        this.stage = stage;
        this.thread = Thread.ofPlatform().daemon().name(toString()).unstarted(this);
    }

    void start() {
        thread.start();
    }

    void join() throws InterruptedException {
        while (!given && thread.isAlive()) {
            thread.join(100);
        }
    }

    /** No thread waits for this one any more. */
    void giveUp() {
        given = true;
    }

    String call() {
        return call;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** How long it has been inside of a call. */
    long secondsInCall() {
        return call.isEmpty() ? 0 : TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
    }

    @Override
    public void run() {
        try {
            while (!stage.isOver()) {
                LifeCall next = LifeCall.draw(random);
                since = System.nanoTime();
                call = next.name();
                make(next);
                call = "";
                stage.called();
            }
        } catch (Throwable e) {
            failure = e;
            stage.end();
        } finally {
            call = "";
        }
    }

    private void make(LifeCall next) throws Throwable {
        TenantId tenant = stage.anyTenant(random);
        try {
            next.action().run(this, stage, tenant);
        } catch (StoreClosedException e) {
            if (!stage.isClosing()) {
                throw e;
            }
        } catch (TenantSuspendedException e) {
            // by another thread, or while it is restored
        } catch (TenantUnknownException e) {
            // never created, or dropped by another thread
        } catch (TenantExistsException e) {
            if (next != LifeCall.CREATE) {
                throw e;
            }
        }
    }

    /** Opens a tenant in some way, writes rows, and reads its own of before. */
    void use(TenantId tenant, Opening opening) {
        Drops drops = stage.model().of(tenant);
        long before = drops.begunAndEnded();
        long doneBefore = drops.latestDone();
        try (TenantStore store = opening.open(stage.platform(), tenant)) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                String key = "row-" + number + "-" + written++;
                write(store, key);
                remember(new Written(tenant, key, before, drops.begun()));
            }
            check(store, doneBefore);
            maintain(store);
        }
    }

    /** Checks all that is remembered of tenants that exist, by a platform that was opened again. */
    void checkAll(StoragePlatform platform) {
        for (Written row : rows) {
            Drops drops = stage.model().of(row.tenant());
            if (row.isThere(drops)) {
                try (TenantStore store = platform.open(row.tenant())) {
                    require(store.get(row.key()).isPresent(), row + " is gone after a reopen");
                }
            }
        }
    }

    /** The rows of a tenant that are there now, as far as this thread knows. */
    List<Written> known(TenantId tenant) {
        Drops drops = stage.model().of(tenant);
        return rows.stream()
                .filter(row -> row.tenant().equals(tenant) && row.isThere(drops))
                .toList();
    }

    Random random() {
        return random;
    }

    private void write(TenantStore store, String key) {
        byte[] entity = key.getBytes(StandardCharsets.UTF_8);
        switch (random.nextInt(5)) {
            case 0 -> store.put(entity, VALUE, WriteOptions.BUFFERED);
            case 1 -> Await.end(store.writeAsync(store.newBatch().put(entity, VALUE)));
            case 2 -> load(store, entity);
            default -> store.put(key, VALUE);
        }
    }

    private static void load(TenantStore store, byte[] entity) {
        BulkLoad load;
        try {
            load = store.bulkLoad(BulkLoadOptions.SORTED);
        } catch (InvalidArgumentException e) {
            // another thread loads into the tenant
            store.put(entity, VALUE);
            return;
        }
        try (load) {
            load.add(entity, VALUE);
            load.finish();
        }
    }

    private void check(TenantStore store, long doneBefore) {
        Drops drops = stage.model().of(store.id());
        for (Written row : rows) {
            if (row.tenant().equals(store.id())) {
                boolean found = store.get(row.key()).isPresent();
                require(found || !row.isThere(drops), row + " is gone");
                require(!found || !row.isGone(doneBefore), row + " is back after a drop");
            }
        }
    }

    private void maintain(TenantStore store) {
        switch (random.nextInt(12)) {
            case 0 -> store.flush();
            case 1 -> store.sync();
            case 2 -> store.compact();
            case 3 -> store.snapshot().close();
            case 4 -> store.statistics();
            case 5 -> {
                try (Cursor cursor = store.scan(ScanRequest.all())) {
                    for (int i = 0; i < 100 && cursor.next(); i++) {
                        cursor.entity();
                    }
                }
            }
            default -> {}
        }
    }

    private void remember(Written row) {
        if (rows.size() >= REMEMBERED) {
            rows.remove(random.nextInt(rows.size()));
        }
        rows.add(row);
    }

    static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    @Override
    public String toString() {
        return "actor-" + number;
    }

    /** A way to open a tenant. */
    interface Opening {

        Opening OPEN = StoragePlatform::open;
        Opening OPEN_OR_CREATE = (platform, tenant) -> {
            try {
                return platform.openOrCreate(tenant);
            } catch (TenantUnknownException | TenantExistsException e) {
                throw new AssertionError("openOrCreate of " + tenant + " beside a drop", e);
            }
        };

        /** Opens it. */
        TenantStore open(StoragePlatform platform, TenantId tenant) throws StorageException;

        /** Creates it. */
        static Opening create(boolean dedicatedLog) {
            return (platform, tenant) ->
                    platform.create(tenant, TenantSettings.DEFAULTS.withDedicatedLog(dedicatedLog));
        }
    }
}
