package org.allidb.storage.engine.internal.lifecycle;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.spi.runtime.ExecutorFactory;

/**
 * Flushes open tenants for one caller, many at a time. A small flush waits for its syncs, and what a file system commits for one
 * sync it commits for all that come meanwhile. Has threads of its own, because a flush calls plug-ins, which may never return.
 */
final class TenantsFlush {

    private static final Logger LOG = System.getLogger(TenantsFlush.class.getName());

    private static final int AT_A_TIME = 16;
    private static final long LOOK_MILLIS = 100;

    private TenantsFlush() {}

    /**
     * Flushes tenants and waits for it. An interrupt does not end the wait and is kept.
     *
     * @throws StoreClosedException if the platform is closed meanwhile
     * @throws org.allidb.storage.api.StorageException if flushes failed: the first failure, with the others as suppressed ones
     */
    static void run(Collection<TenantLsm> trees, ExecutorFactory executors, PlatformGate gate) {
        ExecutorService threads = executors.pool("flush-all", AT_A_TIME);
        try {
            List<Future<?>> flushes = trees.stream()
                    .map(tree -> threads.submit(() -> flush(tree)))
                    .collect(Collectors.<Future<?>>toList());
            List<Throwable> failures = new ArrayList<>();
            flushes.forEach(each -> await(each, gate, failures));
            throwFirst(failures);
        } finally {
            // without an interrupt, which would close a file that is being synced
            threads.shutdown();
        }
    }

    private static void flush(TenantLsm tree) {
        try {
            tree.flush();
        } catch (StoreClosedException | TenantUnknownException | TenantSuspendedException e) {
            LOG.log(Level.DEBUG, "closed, dropped or suspended meanwhile; what is not in its tables is in the log", e);
        }
    }

    private static void await(Future<?> flush, PlatformGate gate, List<Throwable> failures) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    flush.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException e) {
                    gate.checkOpen();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            failures.add(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void throwFirst(List<Throwable> failures) {
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.getFirst();
        failures.stream().skip(1).forEach(first::addSuppressed);
        switch (first) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(first);
        }
    }
}
