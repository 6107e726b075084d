package org.allidb.storage.engine.internal.lifecycle;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.IncompatibleFormatException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantKeyException;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.tenant.TenantRecovery;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.jspecify.annotations.Nullable;

/**
 * The replay of the shared log into the tenants that have records in it. Records of a tenant that has few are kept until it is
 * opened; one with more is opened at once. If that fails, the tenant is refused by name until the data directory is opened
 * again, and all others are open. Nothing says of its records that they are in tables, so that the log keeps them: they are
 * replayed when its files are mended.
 *
 * <p>{@link #replay(long, byte[], int, int)} and {@link #start} are called by the thread that opens the platform; the rest is
 * thread-safe.
 */
final class TenantReplay {

    private static final Logger LOG = System.getLogger(TenantReplay.class.getName());

    private final EventSink events;
    private final TenantGuard guard;
    private final TenantOpener opener;
    private final KeptRecords kept;
    private final Map<Long, TenantRecovery> recoveries = new LinkedHashMap<>();
    private final Map<Long, Refusal> refused = new ConcurrentHashMap<>();

    /** Tenants that are not there any more and have records: the log may not have heard that they were dropped. */
    private final Set<Long> dropped = new HashSet<>();

    /** The tenant of the record that was replayed last, because the next one is often its too. */
    private @Nullable TenantRecovery latest;

    TenantReplay(EventSink events, TenantGuard guard, TenantOpener opener, KeptRecords kept) {
        this.kept = kept;
        this.events = events;
        this.guard = guard;
        this.opener = opener;
    }

    /**
     * Replays a record while the shared log is being opened.
     *
     * @throws ComponentMissingException if a component is missing, which concerns all tenants
     * @throws IncompatibleFormatException if other software wrote the data directory
     */
    void replay(long generation, byte[] record, int offset, int length) {
        TenantRecovery recovery = latest;
        if (recovery == null || recovery.descriptor().generation() != generation) {
            Optional<TenantDescriptor> tenant = guard.find(generation);
            if (tenant.isEmpty()) {
                dropped.add(generation);
                return;
            }
            if (refused.containsKey(generation)) {
                return;
            }
            recovery = recoveries.get(generation);
            if (recovery == null) {
                if (kept.keep(generation, record, offset, length)) {
                    return;
                }
                try {
                    recovery = openWithKept(tenant.get());
                } catch (ComponentMissingException | IncompatibleFormatException e) {
                    throw e;
                } catch (IOException | RuntimeException e) {
                    refuse(tenant.get(), e);
                    return;
                }
                recoveries.put(generation, recovery);
            }
            latest = recovery;
        }
        try {
            recovery.replay(record, offset, length);
        } catch (ComponentMissingException | IncompatibleFormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            latest = null;
            recoveries.remove(generation);
            TenantOpener.close(recovery, e);
            refuse(recovery.descriptor(), e);
        }
    }

    private TenantRecovery openWithKept(TenantDescriptor tenant) throws IOException {
        TenantRecovery recovery = opener.open(tenant);
        try {
            kept.replay(tenant.generation(), recovery::replay);
        } catch (IOException | RuntimeException | Error e) {
            TenantOpener.close(recovery, e);
            throw e;
        }
        kept.forget(tenant.generation());
        return recovery;
    }

    /** Makes the tenants take writes: the replay is complete. */
    void start(TenantSlots slots, CommitLog log) {
        latest = null;
        dropped.forEach(log::forget);
        for (Iterator<Map.Entry<Long, TenantRecovery>> all =
                        recoveries.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<Long, TenantRecovery> each = all.next();
            TenantRecovery recovery = each.getValue();
            try {
                recovery.checkReachesTables();
            } catch (CorruptionException e) {
                TenantOpener.close(recovery, e);
                refuse(recovery.descriptor(), e);
                all.remove();
                continue;
            }
            slots.replayed(each.getKey(), new OpenTenant(opener.start(recovery, log), null));
            all.remove();
        }
    }

    /** Closes what was replayed and not started: the platform cannot be opened. */
    void abandon(Throwable failure) {
        recoveries.values().forEach(recovery -> TenantOpener.close(recovery, failure));
        recoveries.clear();
    }

    /** Throws if a tenant is refused. */
    void checkNotRefused(TenantDescriptor tenant) {
        Refusal refusal = refused.get(tenant.generation());
        if (refusal != null) {
            throw refusal.toException();
        }
    }

    /** Returns a refused tenant, if there is one. */
    Optional<TenantId> anyRefused() {
        return refused.values().stream().map(refusal -> refusal.tenant).findAny();
    }

    /** Forgets a refused tenant that was dropped, and its records with it. */
    void forget(long generation) {
        refused.remove(generation);
        kept.forget(generation);
    }

    private void refuse(TenantDescriptor tenant, Exception cause) {
        kept.forget(tenant.generation());
        Refusal refusal = new Refusal(tenant.id(), cause);
        refused.put(tenant.generation(), refusal);
        LOG.log(Level.DEBUG, refusal.message(), cause);
        events.report(StorageEvent.Type.FAILURE, Optional.of(tenant.id()), refusal.message(), Map.of());
    }

    /**
     * Why a tenant is not opened.
     *
     * @param tenant whose records could not be replayed
     * @param cause what went wrong
     */
    private record Refusal(TenantId tenant, Exception cause) {

        String message() {
            return "tenant '" + tenant + "' could not be opened with the data directory and is refused: "
                    + cause.getMessage()
                    + ". The other tenants are open, and the log keeps what was acknowledged to this"
                    + " one. Mend its files and open the data directory again, or drop the tenant";
        }

        StorageException toException() {
            if (cause instanceof TenantKeyException) {
                return new TenantKeyException(tenant, message(), cause);
            }
            return cause instanceof CorruptionException damage
                    ? new CorruptionException(damage.file(), damage.offset(), message(), cause)
                    : StorageErrors.of(tenant, "opening it", new IOException(message(), cause));
        }
    }
}
