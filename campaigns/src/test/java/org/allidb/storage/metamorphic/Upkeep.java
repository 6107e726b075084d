package org.allidb.storage.metamorphic;

import java.util.List;
import java.util.function.Consumer;
import org.allidb.storage.api.BackupInfo;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.statistics.PlatformStatistics;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.metamorphic.World.Saved;

/** Operations that change no row: flushes, compactions, figures, backups. */
final class Upkeep {

    private static final int MOST_BACKUPS = 3;

    private Upkeep() {}

    static void flush(World world, Draw draw) {
        upkeep(world, draw, TenantStore::flush);
    }

    static void compact(World world, Draw draw) {
        upkeep(world, draw, TenantStore::compact);
    }

    static void compactRange(World world, Draw draw) {
        int from = draw.below(Keyspace.entityCount() - 1);
        int to = draw.between(from + 1, Keyspace.entityCount() - 1);
        upkeep(world, draw, store -> store.compactRange(Keyspace.entity(from), Keyspace.entity(to)));
    }

    static void awaitQuiet(World world, Draw draw) {
        upkeep(world, draw, TenantStore::awaitQuiet);
    }

    static void sync(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        try {
            world.store(slot).sync();
        } catch (StorageException e) {
            allow(slot, e);
            return;
        }
        slot.model().markDurable();
    }

    static void statistics(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        TenantStatistics found = world.store(slot).statistics();
        Checks.check(
                found.lastSequence() == slot.model().lastSequence(),
                "the last sequence is " + found.lastSequence() + " and not "
                        + slot.model().lastSequence());
        Views.checkCounted(slot, found.usage().openCursors());
        Checks.check(
                found.usage().openSnapshots() == slot.snapshots().size(),
                found.usage().openSnapshots() + " snapshots are counted, "
                        + slot.snapshots().size() + " are open");
        PlatformStatistics platform = world.platform().statistics();
        Checks.check(platform.bufferBytes() >= 0, "the write buffers take " + platform.bufferBytes() + " bytes");
        Checks.check(
                platform.tenants()
                        == world.slots().stream().filter(TenantSlot::exists).count(),
                platform.tenants() + " tenants are counted");
    }

    static void tables(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        List<TableInfo> tables = world.store(slot).tables();
        long bytes = tables.stream().mapToLong(TableInfo::fileBytes).sum();
        Checks.check(
                world.hasThreads() || bytes == world.store(slot).statistics().tableBytes(),
                "tables of " + bytes + " bytes are listed, and others counted");
    }

    static void tenants(World world, Draw draw) {
        List<TenantInfo> found = world.platform().tenants();
        List<TenantSlot> expected = world.slots().stream()
                .filter(TenantSlot::exists)
                .sorted(java.util.Comparator.comparing(slot -> slot.id().toString()))
                .toList();
        Checks.check(found.size() == expected.size(), "the tenants are " + found);
        for (int i = 0; i < found.size(); i++) {
            TenantInfo info = found.get(i);
            TenantSlot slot = expected.get(i);
            Checks.check(
                    info.id().equals(slot.id())
                            && info.suspended() == slot.suspended()
                            && info.settings().equals(slot.settings()),
                    info + " is not what tenant " + slot.id() + " was made");
        }
    }

    static void backup(World world, Draw draw) {
        world.withBackups(backups -> {
            BackupInfo info;
            try {
                info = backups.create();
            } catch (StorageException e) {
                if (world.slots().stream().noneMatch(TenantSlot::hasQuota)) {
                    throw e;
                }
                world.log().note("over quota");
                return;
            }
            java.util.Map<TenantId, Saved> saved =
                    new java.util.TreeMap<>(java.util.Comparator.comparing(TenantId::toString));
            for (TenantSlot slot : world.slots()) {
                if (slot.exists()) {
                    slot.model().markDurable();
                    saved.put(slot.id(), new Saved(new TenantModel(slot.model()), slot.settings()));
                }
            }
            Checks.check(
                    info.tenants().stream().map(BackupInfo.Tenant::id).toList().equals(List.copyOf(saved.keySet())),
                    "a backup has the tenants " + info.tenants());
            world.backups().put(info.number(), saved);
            world.log().note("backup", info.number());
            if (world.backups().size() > MOST_BACKUPS) {
                long oldest = world.backups().keySet().iterator().next();
                backups.delete(oldest);
                world.backups().remove(oldest);
            }
        });
    }

    static void verifyBackups(World world, Draw draw) {
        world.withBackups(backups -> {
            List<Long> found = backups.list().stream().map(BackupInfo::number).toList();
            Checks.check(found.equals(List.copyOf(world.backups().keySet())), "the backups are " + found);
            found.forEach(backups::verify);
        });
    }

    static void deleteBackup(World world, Draw draw) {
        if (!world.backups().isEmpty()) {
            long number = draw.of(List.copyOf(world.backups().keySet()));
            world.withBackups(backups -> backups.delete(number));
            world.backups().remove(number);
        }
    }

    /** Makes a tenant of one in a backup, under a free name or in the place of one that is dropped for it. */
    static void restore(World world, Draw draw) {
        if (world.backups().isEmpty()) {
            return;
        }
        long number = draw.of(List.copyOf(world.backups().keySet()));
        var saved = world.backups().get(number);
        if (saved.isEmpty()) {
            return;
        }
        TenantId from = draw.of(List.copyOf(saved.keySet()));
        TenantSlot target = draw.of(world.slots());
        if (target.exists()) {
            Tenancy.drop(world, target);
        }
        Saved tenant = saved.get(from);
        boolean[] refused = {false};
        world.withBackups(backups -> {
            try {
                backups.restore(number, from, target.id());
            } catch (StorageException e) {
                if (tenant.settings().quota().equals(org.allidb.storage.api.Quota.NONE)) {
                    throw e;
                }
                refused[0] = true;
            }
        });
        world.log().note(refused[0] ? "over quota" : "restored");
        if (!refused[0]) {
            target.created(new TenantModel(tenant.model()), tenant.settings());
            Reads.scan(world, world.store(target), target.model().cells(), ScanSpec.ALL);
        }
    }

    private static void upkeep(World world, Draw draw, Consumer<TenantStore> call) {
        TenantSlot slot = world.usable(draw);
        try {
            call.accept(world.store(slot));
        } catch (StorageException e) {
            allow(slot, e);
            world.log().note("over quota");
            return;
        }
        slot.model().markDurable();
    }

    private static void allow(TenantSlot slot, StorageException e) {
        if (!slot.hasQuota()) {
            throw e;
        }
    }
}
