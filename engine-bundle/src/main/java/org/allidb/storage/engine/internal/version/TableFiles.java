package org.allidb.storage.engine.internal.version;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableSpec;
import org.allidb.storage.spi.sstable.TableWriter;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.Vfs.FileKind;

/** The table files of a tenant: their names, how they are opened, and how they go. Thread-safe. */
public final class TableFiles {

    /** What the quota says to a new table. */
    public enum Space {
        /** Its rows were admitted: it counts, and is not refused. */
        ADMITTED,
        /** Its rows come beside the log: it is refused beyond the quota. */
        QUOTA,
        /** It takes the place of others, or comes from elsewhere: it may use the headroom at most. */
        HEADROOM
    }

    private static final Logger LOG = System.getLogger(TableFiles.class.getName());
    private static final String SUFFIX = ".sst";

    private final TenantAccess access;
    private final Supplier<TableFormat> format;
    private final UnaryOperator<TableSpec> choices;
    private final AtomicLong heldBytes = new AtomicLong();

    /**
     * Creates the table files of a tenant, whose new tables are as the options of their format say.
     *
     * @param access the tenant's file system
     * @param format the table format in use at any moment
     */
    public TableFiles(TenantAccess access, Supplier<TableFormat> format) {
        this(access, format, spec -> spec);
    }

    /**
     * Creates the table files of a tenant.
     *
     * @param access the tenant's file system
     * @param format the table format in use at any moment
     * @param choices adds to a new table what the tenant sets for itself
     */
    public TableFiles(TenantAccess access, Supplier<TableFormat> format, UnaryOperator<TableSpec> choices) {
        this.access = access;
        this.format = format;
        this.choices = choices;
    }

    /** Returns the name of a table's file. */
    public String name(long tableId) {
        return fileName(tableId);
    }

    /** Returns the name of a table's file. */
    public static String fileName(long tableId) {
        return String.format("%012d%s", tableId, SUFFIX);
    }

    /** Returns the table whose file has that name, or empty if it is no table's name. */
    Optional<Long> tableId(String file) {
        return number(file);
    }

    /** Returns the table whose file has that name, or empty if it is no table's name. */
    public static Optional<Long> number(String file) {
        if (!file.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        try {
            long id = Long.parseLong(file.substring(0, file.length() - SUFFIX.length()));
            return fileName(id).equals(file) ? Optional.of(id) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Starts a table. */
    public TableWriter create(long tableId, String codec, long createdMillis, Space space) throws IOException {
        TableSpec spec = choices.apply(TableSpec.of(access.descriptor().generation(), tableId, codec, createdMillis));
        return format.get().create(files(space), name(tableId), space == Space.HEADROOM ? spec.inBackground() : spec);
    }

    /** Returns the tenant's directory. */
    public Vfs files(Space space) {
        return switch (space) {
            case ADMITTED -> access.admittedFiles();
            case QUOTA -> access.files();
            case HEADROOM -> access.maintenanceFiles();
        };
    }

    /** Returns the bytes of the tables that are in no later version and that readers, backups or merges still hold. */
    public long heldBytes() {
        return heldBytes.get();
    }

    /** Counts a table that is held from now on though it was removed, or no longer. */
    void held(long bytes) {
        heldBytes.addAndGet(bytes);
    }

    /** Opens a table of the tenant's own that was finished. */
    public TableReader open(long tableId) throws IOException {
        return open(tableId, access.descriptor().generation());
    }

    /** Opens a table that the manifest names, with the generation that it says: a copy of a tenant has tables of its origin. */
    TableReader open(TableProperties table) throws IOException {
        return open(table.tableId(), table.tenantGeneration());
    }

    private TableReader open(long tableId, long generation) throws IOException {
        return format.get().open(access.files(), name(tableId), generation, tableId);
    }

    /** Deletes the file of a table that no manifest names any more; what cannot be deleted is swept at the next open. */
    void deleteRemoved(long tableId) {
        try {
            access.maintenanceFiles().delete(name(tableId));
        } catch (NoSuchFileException e) {
            LOG.log(Level.DEBUG, name(tableId) + " went with its tenant, which was dropped", e);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "could not delete " + name(tableId) + "; it is swept at the next open", e);
        }
    }

    /** Deletes the file of a table that was begun, if the writer has not removed it already. */
    void deleteIfThere(long tableId) {
        try {
            if (access.maintenanceFiles().kind(name(tableId)) == FileKind.FILE) {
                deleteRemoved(tableId);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "could not look for " + name(tableId) + "; it is swept at the next open", e);
        }
    }
}
