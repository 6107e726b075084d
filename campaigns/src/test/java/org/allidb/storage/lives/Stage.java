package org.allidb.storage.lives;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.DirectoryInUseException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.jspecify.annotations.Nullable;

/** What the actors share: a platform, its tenants, and what is known of them. Thread-safe. */
final class Stage {

    private static final int TENANTS = 12;

    private final StoragePlatform platform;
    private final LifeModel model = new LifeModel();
    private final Parts parts = new Parts();
    /** One actor at a time has the backups, and one the swaps: an actor that finds them taken does something else. */
    private final AtomicReference<@Nullable BackupDirectory> backups;

    private final AtomicReference<@Nullable Parts> freeParts = new AtomicReference<>(parts);
    private final AtomicLong restored = new AtomicLong();
    private final List<TenantId> tenants =
            IntStream.range(0, TENANTS).mapToObj(i -> TenantId.of("t" + i)).toList();
    private final CountDownLatch calls;
    private volatile boolean closing;
    private volatile boolean over;

    Stage(StoragePlatform platform, BackupDirectory backups, int calls) {
        this.platform = platform;
        this.calls = new CountDownLatch(calls);
        this.backups = new AtomicReference<>(backups);
    }

    StoragePlatform platform() {
        return platform;
    }

    LifeModel model() {
        return model;
    }

    TenantId anyTenant(Random random) {
        return tenants.get(random.nextInt(tenants.size()));
    }

    List<TenantId> tenants() {
        return tenants;
    }

    TenantId newRestored() {
        return TenantId.of("restored-" + restored.incrementAndGet());
    }

    /** Uses the backups if no other actor does. */
    void withBackups(BackupAction action) throws Throwable {
        BackupDirectory taken = backups.getAndSet(null);
        if (taken != null) {
            try {
                action.run(taken);
            } finally {
                backups.set(taken);
            }
        }
    }

    /** Opens another data directory if no other actor has it open. */
    void withBeside(BesideAction action) throws Throwable {
        try (StoragePlatform beside = platform.openBeside(Path.of("beside"))) {
            action.run(beside);
        } catch (DirectoryInUseException e) {
            // by another actor, right now
        }
    }

    /** Swaps a part if no other actor does. */
    void swap(Random random) {
        Parts taken = freeParts.getAndSet(null);
        if (taken != null) {
            try {
                taken.swap(platform.components(), random);
            } finally {
                freeParts.set(taken);
            }
        }
    }

    /** A call has come back. */
    void called() {
        calls.countDown();
    }

    /** Waits until enough calls have come back; returns false when it has waited for a while. */
    boolean awaitCalls() throws InterruptedException {
        return calls.await(100, TimeUnit.MILLISECONDS);
    }

    /** From now on the platform may say that it is closed. */
    void close() {
        closing = true;
        platform.close();
    }

    boolean isClosing() {
        return closing;
    }

    void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    /** Something that is done with another data directory. */
    interface BesideAction {

        /** Does it. */
        void run(StoragePlatform beside) throws Throwable;
    }

    /** Something that is done with backups. */
    interface BackupAction {

        /** Does it. */
        void run(BackupDirectory backups) throws Throwable;
    }
}
