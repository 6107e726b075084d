package org.allidb.storage.lives;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.allidb.storage.api.BackupInfo;
import org.allidb.storage.api.DirectoryInUseException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteHistory;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.lives.Actor.Opening;
import org.allidb.storage.lives.LifeModel.Drops;
import org.allidb.storage.lives.LifeModel.Written;

/** The calls of the platform and of its backups, and how often each is made. */
enum LifeCall {
    OPEN(20, "open", (actor, stage, tenant) -> actor.use(tenant, Opening.OPEN)),
    OPEN_OR_CREATE(20, "openOrCreate", (actor, stage, tenant) -> actor.use(tenant, Opening.OPEN_OR_CREATE)),
    CREATE(
            6,
            "create",
            (actor, stage, tenant) ->
                    actor.use(tenant, Opening.create(actor.random().nextInt(3) == 0))),
    UPDATE(2, "update", (actor, stage, tenant) -> {
        boolean own = stage.platform().tenants().stream()
                .anyMatch(info -> info.id().equals(tenant) && info.settings().dedicatedLog());
        try {
            stage.platform()
                    .update(
                            tenant,
                            TenantSettings.DEFAULTS.withDedicatedLog(own).withQuota(Quota.ofDisk(1L << 30)));
        } catch (InvalidArgumentException e) {
            // it was dropped and created again meanwhile, with the other kind of log
        }
    }),
    SUSPEND(2, "suspend", (actor, stage, tenant) -> {
        stage.platform().suspend(tenant);
        stage.platform().resume(tenant);
    }),
    RESUME(2, "resume", (actor, stage, tenant) -> stage.platform().resume(tenant)),
    DROP(5, "drop", (actor, stage, tenant) -> {
        Drops drops = stage.model().of(tenant);
        long drop = drops.begin();
        try {
            stage.platform().drop(tenant);
            drops.done(drop);
        } finally {
            drops.end();
        }
    }),
    COPY(2, "copy", (actor, stage, tenant) -> {
        List<Written> known = new ArrayList<>(actor.known(tenant));
        TenantId copy = stage.newRestored();
        stage.platform().copy(tenant, copy);
        known.retainAll(actor.known(tenant));
        try (TenantStore store = stage.platform().open(copy)) {
            for (Written row : known) {
                Actor.require(store.get(row.key()).isPresent(), row + " is not in the copy");
            }
        }
        stage.platform().drop(copy);
    }),
    ENCRYPTION(
            1,
            "encryption",
            (actor, stage, tenant) ->
                    Actor.require(!stage.platform().encryption(tenant).encrypted(), tenant + " is encrypted")),
    ROTATE_KEY(1, "rotateKey", (actor, stage, tenant) -> {
        try {
            stage.platform().rotateKey(tenant);
            throw new AssertionError(tenant + " has a key");
        } catch (InvalidArgumentException e) {
            // it is not encrypted
        }
    }),
    MOVE(1, "move", (actor, stage, tenant) -> {
        TenantId copy = stage.newRestored();
        stage.platform().copy(tenant, copy);
        stage.withBeside(beside -> {
            stage.platform().move(copy, beside);
            Actor.require(beside.scrub(copy).findings().isEmpty(), "a scrub of the moved " + tenant + " found damage");
            beside.drop(copy);
        });
    }),
    ABANDON_MOVE(
            1,
            "abandonMove",
            (actor, stage, tenant) -> stage.withBeside(beside -> {
                try {
                    stage.platform().abandonMove(tenant, beside);
                    Actor.require(false, "a move of " + tenant + " was undone that never was");
                } catch (InvalidArgumentException e) {
                    // there is none
                }
            })),
    OPEN_BESIDE(1, "openBeside", (actor, stage, tenant) -> stage.withBeside(StoragePlatform::tenants)),
    TENANTS(3, "tenants", (actor, stage, tenant) -> stage.platform().tenants()),
    TENANT(2, "tenant", (actor, stage, tenant) -> stage.platform().tenant(tenant)),
    USAGE(2, "usage", (actor, stage, tenant) -> stage.platform().usage(tenant)),
    SCRUB(
            3,
            "scrub",
            (actor, stage, tenant) -> Actor.require(
                    stage.platform().scrub(tenant).findings().isEmpty(), "a scrub of " + tenant + " found damage")),
    COMPONENTS(
            2,
            "components",
            (actor, stage, tenant) -> stage.platform().components().list()),
    CLUSTER(1, "cluster", (actor, stage, tenant) -> stage.platform().cluster()),
    SWAP(1, "components", (actor, stage, tenant) -> stage.swap(actor.random())),
    CONFIGURATION(2, "configuration", (actor, stage, tenant) -> stage.platform().configuration()),
    CONFIGURE(
            1,
            "configure",
            (actor, stage, tenant) -> stage.platform()
                    .configure(stage.platform()
                            .configuration()
                            .with(
                                    "tenants.max_open",
                                    String.valueOf(1 + actor.random().nextInt(5))))),
    SIMULATE(
            1,
            "simulateCompaction",
            (actor, stage, tenant) -> stage.platform()
                    .simulateCompaction(
                            "size-tiered",
                            WriteHistory.of(WriteHistory.Workload.UNIFORM, 100, 10, 5, 1),
                            CompactionOptions.DEFAULTS)),
    STATISTICS(3, "statistics", (actor, stage, tenant) -> stage.platform().statistics()),
    TENANT_STATISTICS(
            2,
            "openTenantStatistics",
            (actor, stage, tenant) -> stage.platform().openTenantStatistics()),
    SUBSCRIBE(
            2,
            "subscribe",
            (actor, stage, tenant) -> stage.platform().subscribe(event -> {}).close()),
    FLUSH_ALL(1, "flush", (actor, stage, tenant) -> stage.platform().flush()),
    REPORT_ACCESS(1, "reportAccess", (actor, stage, tenant) -> stage.platform().reportAccess("a client was let in")),
    BACKUPS(1, "backups", (actor, stage, tenant) -> {
        try {
            stage.platform().backups(Path.of("other-backups")).close();
        } catch (DirectoryInUseException e) {
            // by another thread, right now
        }
    }),
    EXISTING_BACKUPS(1, "existingBackups", (actor, stage, tenant) -> {
        try {
            stage.platform().existingBackups(Path.of("other-backups")).close();
        } catch (DirectoryInUseException | InvalidArgumentException e) {
            // by another thread, right now; or not there yet
        }
    }),
    BACK_UP(1, "create", (actor, stage, tenant) -> stage.withBackups(backups -> backups.create(List.of(tenant)))),
    BACK_UP_ALL(1, "create", (actor, stage, tenant) -> stage.withBackups(backups -> backups.create())),
    LIST(1, "list", (actor, stage, tenant) -> stage.withBackups(backups -> backups.list())),
    VERIFY(
            1,
            "verify",
            (actor, stage, tenant) -> stage.withBackups(backups -> {
                for (BackupInfo backup : backups.list()) {
                    backups.verify(backup.number());
                }
            })),
    RESTORE(
            2,
            "restore",
            (actor, stage, tenant) -> stage.withBackups(backups -> {
                List<Written> known = new ArrayList<>(actor.known(tenant));
                BackupInfo backup = backups.create(List.of(tenant));
                known.retainAll(actor.known(tenant));
                TenantId restored = stage.newRestored();
                backups.restore(backup.number(), tenant, restored);
                try (TenantStore store = stage.platform().open(restored)) {
                    for (Written row : known) {
                        Actor.require(store.get(row.key()).isPresent(), row + " is not in the backup");
                    }
                }
                stage.platform().drop(restored);
            })),
    DELETE(
            1,
            "delete",
            (actor, stage, tenant) -> stage.withBackups(backups -> {
                List<BackupInfo> all = backups.list();
                if (all.size() > 3) {
                    backups.delete(all.getFirst().number());
                }
            })),
    CHECK_LIST(2, "tenants", (actor, stage, tenant) -> {
        Set<TenantId> ids = new TreeSet<>();
        for (TenantInfo info : stage.platform().tenants()) {
            Actor.require(ids.add(info.id()), "two tenants " + info.id());
        }
    });

    private static final int TOTAL;

    static {
        int total = 0;
        for (LifeCall call : values()) {
            total += call.weight;
        }
        TOTAL = total;
    }

    private final int weight;
    private final String method;
    private final Action action;

    LifeCall(int weight, String method, Action action) {
        this.weight = weight;
        this.method = method;
        this.action = action;
    }

    static LifeCall draw(Random random) {
        int left = random.nextInt(TOTAL);
        for (LifeCall call : values()) {
            left -= call.weight;
            if (left < 0) {
                return call;
            }
        }
        throw new AssertionError("the weights do not add up");
    }

    /** The method of the API that it is about. */
    String method() {
        return method;
    }

    Action action() {
        return action;
    }

    /** What a call does. */
    interface Action {

        /** Does it. */
        void run(Actor actor, Stage stage, TenantId tenant) throws Throwable;
    }
}
