package org.allidb.storage.engine.internal.lifecycle;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.IncompatibleFormatException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.tenant.EngineServices;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.jspecify.annotations.Nullable;

/**
 * The replay of the shared log into the tenants that have records in it, and those of them that it could not be completed
 * for. Such a tenant is refused by name until the data directory is opened again, and all others are open. Nothing says of
 * its records that they are in tables, so that the log keeps them: they are replayed when its files are mended.
 *
 * <p>{@link #replay} and {@link #start} are called by the thread that opens the platform; the rest is thread-safe.
 */
final class TenantReplay {

    private static final Logger LOG = System.getLogger(TenantReplay.class.getName());

    private final EngineServices services;
    private final TenantGuard guard;
    private final TenantOpener opener;
    private final Map<Long, TenantLsm> trees = new LinkedHashMap<>();
    private final Map<Long, Refusal> refused = new ConcurrentHashMap<>();

    /** The tenant of the record that was replayed last, because the next one is often its too. */
    private @Nullable TenantLsm latest;

    TenantReplay(EngineServices services, TenantGuard guard, TenantOpener opener) {
        this.services = services;
        this.guard = guard;
        this.opener = opener;
    }

    /**
     * Takes in a record while the shared log is being opened.
     *
     * @throws ComponentMissingException if a component is missing, which concerns all tenants
     * @throws IncompatibleFormatException if other software wrote the data directory
     */
    void replay(long generation, byte[] record, int offset, int length) {
        TenantLsm tree = latest;
        if (tree == null || tree.stream() != generation) {
            Optional<TenantDescriptor> tenant = guard.find(generation);
            if (tenant.isEmpty() || refused.containsKey(generation)) {
                return;
            }
            tree = trees.get(generation);
            if (tree == null) {
                try {
                    tree = opener.openTree(tenant.get());
                } catch (ComponentMissingException | IncompatibleFormatException e) {
                    throw e;
                } catch (IOException | RuntimeException e) {
                    refuse(tenant.get(), e);
                    return;
                }
                trees.put(generation, tree);
            }
            latest = tree;
        }
        try {
            tree.replay(EntryBatch.parse(record, offset, length));
        } catch (ComponentMissingException | IncompatibleFormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            latest = null;
            trees.remove(generation);
            opener.close(new OpenTenant(tree, null), e);
            refuse(tree.access().descriptor(), e);
        }
    }

    /** The replay is complete: lets the tenants take writes. */
    void start(TenantSlots slots, CommitLog log) {
        latest = null;
        trees.forEach((generation, tree) -> {
            slots.replayed(generation, new OpenTenant(tree, null));
            opener.start(tree, log);
        });
        trees.clear();
    }

    /** The platform is not opened after all. */
    void abandon(Throwable failure) {
        trees.values().forEach(tree -> opener.close(new OpenTenant(tree, null), failure));
        trees.clear();
    }

    /** Throws if a tenant is refused. */
    void checkNotRefused(TenantDescriptor tenant) {
        Refusal refusal = refused.get(tenant.generation());
        if (refusal != null) {
            throw refusal.toException();
        }
    }

    /** A refused tenant, if there is one. */
    Optional<TenantId> anyRefused() {
        return refused.values().stream().map(refusal -> refusal.tenant).findAny();
    }

    /** A refused tenant was dropped, and its records with it. */
    void forget(long generation) {
        refused.remove(generation);
    }

    private void refuse(TenantDescriptor tenant, Exception cause) {
        Refusal refusal = new Refusal(tenant.id(), cause);
        refused.put(tenant.generation(), refusal);
        LOG.log(Level.DEBUG, refusal.message(), cause);
        services.events()
                .report(StorageEvent.Type.FAILURE, Optional.of(tenant.id()), refusal.message(), Map.of());
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
                    + cause.getMessage() + ". The other tenants are open, and the log keeps what was acknowledged to this"
                    + " one. Mend its files and open the data directory again, or drop the tenant";
        }

        StorageException toException() {
            return cause instanceof CorruptionException damage
                    ? new CorruptionException(damage.file(), damage.offset(), message(), cause)
                    : StorageErrors.of(tenant, "opening it", new IOException(message(), cause));
        }
    }
}
