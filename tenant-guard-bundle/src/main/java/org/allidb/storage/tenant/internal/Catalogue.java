package org.allidb.storage.tenant.internal;

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
 * The tenants by id and by generation, and the file that remembers them. Thread-safe: changes come one by one, each under the
 * monitor until it is durable; reads wait for none.
 */
final class Catalogue {

    static final String FILE = "CATALOG";
    static final String MAGIC = "ALLIDBCT";
    static final int VERSION = 1;

    private final EditLog log;
    private final Map<TenantId, TenantDescriptor> byId = new ConcurrentHashMap<>();
    private final Map<Long, TenantDescriptor> byGeneration = new ConcurrentHashMap<>();
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
        catalogue.log.settle(() -> catalogue.wholeState(catalogue.byGeneration));
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

    /** Takes a generation; it is not given again even if nothing comes of it, once any later change is durable. */
    synchronized long takeGeneration() {
        return nextGeneration++;
    }

    /** Makes the generations durable that were taken, so that what their directories hold is known to be ours. */
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

    synchronized void remove(TenantDescriptor tenant) throws IOException {
        change(new CatalogueEdit(nextGeneration, List.of(), List.of(tenant.generation())));
    }

    private void change(CatalogueEdit edit) throws IOException {
        log.append(edit.encode(), () -> {
            Map<Long, TenantDescriptor> after = new TreeMap<>(byGeneration);
            edit.gone().forEach(after::remove);
            edit.present().forEach(tenant -> after.put(tenant.generation(), tenant));
            return wholeState(after);
        });
        apply(edit);
    }

    private byte[] wholeState(Map<Long, TenantDescriptor> tenants) {
        return new CatalogueEdit(nextGeneration, List.copyOf(tenants.values()), List.of()).encode();
    }

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
