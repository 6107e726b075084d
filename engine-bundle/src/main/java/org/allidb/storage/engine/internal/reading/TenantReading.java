package org.allidb.storage.engine.internal.reading;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.engine.internal.crypt.Encryption;
import org.allidb.storage.engine.internal.crypt.RecordSeal;
import org.allidb.storage.engine.internal.disk.ReadOnlyVfs;
import org.allidb.storage.engine.internal.log.LogReading;
import org.allidb.storage.engine.internal.log.LogRegister;
import org.allidb.storage.engine.internal.observe.Observation;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.tenant.TenantResources;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.engine.internal.version.Version;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.wal.DamagedLogException;

/**
 * Reads tenants out of a data directory that another process may be writing to. Thread-safe.
 *
 * <p>Why what is read is one moment of the tenant: the log is read first, then the manifest. When the log was listed,
 * it had everything that was not in tables. What a flush has moved meanwhile is in the manifest that is read after it.
 * Its sequence says that it is left out of the log's part. So nothing is missing between the two, and nothing comes
 * back that a merge has dropped. All tables are opened before any is read: a file that is deleted afterwards stays
 * readable. The tables of a load are there after their jump in the log, which may have come after the log was read; then
 * the log is read once more.
 *
 * <p>Why it is tried again: a writer deletes files that it has replaced, and appends while its files are read. A file that is
 * gone means that what named it is old. Damage may be half of an append; if it is found each time, it is damage.
 */
final class TenantReading {

    private static final int MOST_CHANGES = 50;
    private static final int MOST_DAMAGES = 4;

    private final PartsInUse parts;
    private final Observation observed;
    private final Encryption encryption;
    private final ReadOnlyVfs files;
    private final String where;

    /**
     * Creates the tenants of a directory.
     *
     * @param where the directory, for messages
     */
    TenantReading(TenantResources shared, ReadOnlyVfs files, String where) {
        this.parts = shared.parts();
        this.observed = shared.observed();
        this.encryption = shared.encryption();
        this.files = files;
        this.where = where;
    }

    /** Something that is read and may change meanwhile. */
    @FunctionalInterface
    private interface Attempt<T> {

        /** Reads it. */
        T run() throws IOException;
    }

    /** Returns the tenants by id, as the catalogue has them now. */
    List<TenantDescriptor> tenants() throws IOException {
        return settled("its catalogue", this::catalogue);
    }

    /** Opens a tenant: everything that was acknowledged before this was called. */
    ReadTenant open(TenantId id) throws IOException {
        return settled("tenant '" + id + "'", () -> {
            TenantDescriptor tenant = require(id);
            ReadOnlyAccess access = new ReadOnlyAccess(tenant, files);
            try {
                return open(tenant, access);
            } catch (IOException | RuntimeException | Error e) {
                access.closeFiles();
                if (find(id).filter(now -> now.generation() == tenant.generation())
                        .isEmpty()) {
                    throw new TenantUnknownException(id, "tenant '" + id + "' was dropped while it was being opened");
                }
                throw e;
            }
        });
    }

    /**
     * What is known of a tenant without reading its tables.
     *
     * @param diskBytes bytes of its files
     * @param diskLimitBytes how many there may be, 0 for any
     */
    private record FilesUsage(long diskBytes, long diskLimitBytes) implements TenantUsage {}

    /** Adds up the files of a tenant. */
    TenantUsage usage(TenantId id, TenantOptions options) throws IOException {
        return settled("tenant '" + id + "'", () -> {
            TenantDescriptor tenant = require(id);
            long own = tenant.settings().quota().diskBytes();
            long bytes = parts.provider(ComponentKind.TENANT_GUARD).diskBytes(files, tenant);
            return new FilesUsage(bytes, own > 0 ? own : options.defaultDiskBytes());
        });
    }

    private ReadTenant open(TenantDescriptor tenant, ReadOnlyAccess access) throws IOException {
        List<byte[]> logged = logged(tenant, access);
        if (access.files().kind("") != Vfs.FileKind.DIRECTORY) {
            throw new NoSuchFileException("tenants/" + tenant.directory());
        }
        TenantAccess readable = encryption.openReadOnly(access);
        RecordSeal seal = RecordSeal.of(readable);
        VersionSet.Checkpoint tables = VersionSet.read(readable, new TableFiles(readable, parts::tableFormat));
        Version version = tables.version();
        try {
            for (TableHandle table : version.tables()) {
                table.reader();
            }
            Memtable memtable = parts.provider(ComponentKind.MEMTABLE).create();
            long last = tables.counters().flushedSequence();
            last = replay(tenant, seal, logged, memtable, last);
            if (last < version.lastSequence()) {
                last = replay(tenant, seal, logged(tenant, access), memtable, last);
                version.checkReached(last, tenant.id());
            }
            return new ReadTenant(
                    access, version, memtable, last, parts.runtime().clock(), observed);
        } catch (IOException | RuntimeException | Error e) {
            version.release();
            throw e;
        }
    }

    /** Returns the tenant's records in the log. */
    private List<byte[]> logged(TenantDescriptor tenant, ReadOnlyAccess access) throws IOException {
        List<byte[]> logged = new ArrayList<>();
        boolean own = tenant.settings().dedicatedLog();
        Vfs logParent = own ? access.files() : files;
        long owner = own ? tenant.generation() : LogRegister.SHARED;
        new LogReading(parts).read(files, logParent, owner, (generation, sequence, record, offset, length) -> {
            if (generation == tenant.generation()) {
                logged.add(Arrays.copyOfRange(record, offset, offset + length));
            }
        });
        return logged;
    }

    /** Applies the batches that come after a sequence, and returns the last one then. */
    private static long replay(
            TenantDescriptor tenant, RecordSeal seal, List<byte[]> logged, Memtable memtable, long after)
            throws IOException {
        long last = after;
        for (byte[] record : logged) {
            if (seal.lastSequence(record, 0, record.length) > last) {
                EntryBatch batch = seal.open(record, 0, record.length);
                requireNext(tenant, batch, last);
                memtable.apply(batch);
                last = batch.lastSequence();
            }
        }
        return last;
    }

    private static void requireNext(TenantDescriptor tenant, EntryBatch batch, long last) {
        if (batch.sequenceBefore() != last) {
            throw new CorruptionException(
                    "wal",
                    0,
                    "the log of tenant '" + tenant.id() + "' goes on at sequence " + batch.baseSequence() + " after "
                            + last
                            + ": records between them are missing. Restore the log or the tenant from a backup, or"
                            + " salvage what is intact with 'allidb repair DIR INTO'",
                    null);
        }
    }

    private TenantDescriptor require(TenantId id) throws IOException {
        return find(id).orElseThrow(() ->
                new TenantUnknownException(id, "there is no tenant '" + id + "' in " + where + "; check the id"));
    }

    private Optional<TenantDescriptor> find(TenantId id) throws IOException {
        return catalogue().stream().filter(tenant -> tenant.id().equals(id)).findAny();
    }

    private List<TenantDescriptor> catalogue() throws IOException {
        return parts.provider(ComponentKind.TENANT_GUARD).read(files);
    }

    private <T> T settled(String what, Attempt<T> attempt) throws IOException {
        int changes = 0;
        int damages = 0;
        while (true) {
            try {
                return attempt.run();
            } catch (NoSuchFileException e) {
                if (++changes == MOST_CHANGES) {
                    throw new IOException(
                            what + " of " + where + " changed " + changes + " times while it was being read: the file "
                                    + e.getFile() + " is missing now. If no process writes to the directory, 'allidb"
                                    + " check' says what is missing; else try again when less is written",
                            e);
                }
            } catch (CorruptionException | DamagedLogException | DamagedTableException e) {
                if (++damages == MOST_DAMAGES) {
                    throw e;
                }
            }
        }
    }
}
