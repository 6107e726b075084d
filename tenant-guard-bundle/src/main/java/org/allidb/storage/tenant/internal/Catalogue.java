package org.allidb.storage.tenant.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.kernel.editlog.EditLog;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.Vfs.FileKind;

/**
 * The catalogue of tenants, by id and by generation, and the file that holds it.
 *
 * <p>Thread-safe. The monitor puts changes in order and is held until a change is durable; it guards the file and the next
 * generation. Reads take no lock.
 */
final class Catalogue {

    static final String FILE = "CATALOG";
    static final String MAGIC = "ALLIDBCT";
    static final int VERSION = 1;

    @GuardedBy("this")
    private final EditLog log;

    private final Map<TenantId, TenantDescriptor> byId = new ConcurrentHashMap<>();
    private final Map<Long, TenantDescriptor> byGeneration = new ConcurrentHashMap<>();

    @GuardedBy("this")
    private long nextGeneration = 1;

    private Catalogue(EditLog log, List<byte[]> edits) throws IOException {
        this.log = log;
        for (byte[] encoded : edits) {
            apply(CatalogueEdit.decode(encoded));
        }
    }

    /**
     * Reads the catalogue. In a new data directory an empty one is made durable, before there is a directory of tenants.
     *
     * @throws CorruptionException if it is damaged, or is missing though there are tenants' directories
     */
    static Catalogue open(Vfs files) throws IOException {
        Catalogue catalogue = read(files);
        if (files.kind(FILE) == FileKind.MISSING) {
            catalogue.reserveGenerations();
        }
        catalogue.settle();
        return catalogue;
    }

    /** Reads the catalogue and changes nothing; no tenant can be changed with it. */
    static Catalogue read(Vfs files) throws IOException {
        EditLog log = editLog(files);
        List<byte[]> edits = log.read();
        if (edits.isEmpty()) {
            TenantDirectories.requireNone(files);
        }
        return new Catalogue(log, edits);
    }

    private static EditLog editLog(Vfs files) {
        return new EditLog(files, FILE, MAGIC, VERSION, 0, "the catalogue of tenants");
    }

    Collection<TenantDescriptor> tenants() {
        return new TreeMap<>(byId).values();
    }

    int size() {
        return byId.size();
    }

    Optional<TenantDescriptor> find(TenantId id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<TenantDescriptor> find(long generation) {
        return Optional.ofNullable(byGeneration.get(generation));
    }

    /** Takes the next generation. Once a later change is durable it is never taken again, even if no tenant was created. */
    synchronized long takeGeneration() {
        return nextGeneration++;
    }

    /** Makes the taken generations durable, so that files in their directories are known to be the storage's. */
    synchronized void reserveGenerations() throws IOException {
        change(new CatalogueEdit(nextGeneration, List.of(), List.of()));
    }

    synchronized long nextGeneration() {
        return nextGeneration;
    }

    /** Adds a tenant, or changes one. */
    synchronized void put(TenantDescriptor tenant) throws IOException {
        change(new CatalogueEdit(nextGeneration, List.of(tenant), List.of()));
    }

    /**
     * Changes a tenant if it is still there.
     *
     * @return the tenant as it is now, or empty if it is gone
     */
    synchronized Optional<TenantDescriptor> update(long generation, UnaryOperator<TenantDescriptor> change)
            throws IOException {
        Optional<TenantDescriptor> changed = find(generation).map(change);
        if (changed.isPresent()) {
            put(changed.get());
        }
        return changed;
    }

    /** Has a tenant's entry in memory alone. The next change makes it durable, and the disk may have it already. */
    synchronized void assume(TenantDescriptor tenant) {
        apply(new CatalogueEdit(nextGeneration, List.of(tenant), List.of()));
    }

    synchronized void remove(TenantDescriptor tenant) throws IOException {
        change(new CatalogueEdit(nextGeneration, List.of(), List.of(tenant.generation())));
    }

    /** Makes an edit durable, then applies it. Needs the monitor. */
    @GuardedBy("this")
    private void change(CatalogueEdit edit) throws IOException {
        assert Thread.holdsLock(this);
        log.append(edit.encode(), () -> {
            Map<Long, TenantDescriptor> after = new TreeMap<>(byGeneration);
            edit.gone().forEach(after::remove);
            edit.present().forEach(tenant -> after.put(tenant.generation(), tenant));
            return wholeState(edit.nextGeneration(), after);
        });
        apply(edit);
    }

    /** Prepares the file for changes. */
    private synchronized void settle() throws IOException {
        long generation = nextGeneration;
        log.settle(() -> wholeState(generation, byGeneration));
    }

    private static byte[] wholeState(long nextGeneration, Map<Long, TenantDescriptor> tenants) {
        return new CatalogueEdit(nextGeneration, List.copyOf(tenants.values()), List.of()).encode();
    }

    @GuardedBy("this")
    private void apply(CatalogueEdit edit) {
        nextGeneration = Math.max(nextGeneration, edit.nextGeneration());
        for (long generation : edit.gone()) {
            TenantDescriptor tenant = byGeneration.remove(generation);
            if (tenant != null) {
                byId.remove(tenant.id(), tenant);
            }
        }
        for (TenantDescriptor tenant : edit.present()) {
            byGeneration.put(tenant.generation(), tenant);
            byId.put(tenant.id(), tenant);
        }
    }
}
