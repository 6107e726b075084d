package org.allidb.storage.tenant.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.kernel.editlog.DurableDirectory;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.Vfs.FileKind;

/** The directories of the tenants. Thread-safe, without a lock: a caller is alone with a tenant's directory. */
final class TenantDirectories {

    private static final Logger LOG = System.getLogger(TenantDirectories.class.getName());
    private static final String ROOT = "tenants";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}\\.([1-9][0-9]{0,17})");
    private static final Pattern OURS = Pattern.compile("[A-Za-z0-9._-]{1,255}");

    private final Vfs files;

    TenantDirectories(Vfs files) throws IOException {
        this.files = files;
        DurableDirectory.ensure(files, ROOT);
    }

    /**
     * Checks that there is no directory of a tenant, for the case that there is no catalogue.
     *
     * @throws CorruptionException if there is one, before anything is changed
     */
    static void requireNone(Vfs files) throws IOException {
        if (files.kind(ROOT) != FileKind.DIRECTORY) {
            return;
        }
        for (String name : files.list(ROOT)) {
            if (generation(name).isPresent() && files.kind(path(name)) == FileKind.DIRECTORY) {
                throw new CorruptionException(
                        Catalogue.FILE,
                        0,
                        "the catalogue of tenants (the file " + Catalogue.FILE
                                + ") is missing, though there is the directory "
                                + path(name)
                                + " of a tenant; nothing was changed. Put the file back from a copy of this directory,"
                                + " restore the tenants from a backup, or salvage what is intact with 'allidb repair"
                                + " DIR INTO'",
                        null);
            }
        }
    }

    /** Creates a tenant's directory, durably. */
    void create(TenantDescriptor tenant) throws IOException {
        DurableDirectory.ensure(files, path(tenant.directory()));
    }

    /** Returns a tenant's directory as a file system. */
    Vfs open(TenantDescriptor tenant) {
        return files.in(path(tenant.directory()));
    }

    /**
     * Returns the bytes of all files of a tenant.
     *
     * @throws IOException if there is something else than files and directories of the storage
     */
    long measure(TenantDescriptor tenant) throws IOException {
        if (files.kind(path(tenant.directory())) != FileKind.DIRECTORY) {
            throw new IOException("the directory " + path(tenant.directory()) + " of tenant '" + tenant.id()
                    + "' is missing or is no directory; restore it from a backup, or drop the tenant");
        }
        return measure(path(tenant.directory()), tenant);
    }

    /** Removes a tenant's files and directory. */
    void remove(String directory) throws IOException {
        String path = path(directory);
        if (files.kind(path) == FileKind.DIRECTORY) {
            removeTree(path);
            files.syncDirectory(ROOT);
        }
    }

    /**
     * Removes the directories of dropped tenants, and leaves what is not the storage's.
     *
     * @throws CorruptionException if the catalogue is older than the tenants, before anything is removed
     */
    void sweep(Catalogue catalogue) throws IOException {
        List<String> dropped = new ArrayList<>();
        for (String name : files.list(ROOT)) {
            Optional<Long> generation = generation(name);
            if (generation.isEmpty() || files.kind(path(name)) != FileKind.DIRECTORY) {
                LOG.log(Level.WARNING, "'" + ROOT + "/" + name + "' is no tenant's directory and is left alone");
            } else if (catalogue.find(generation.get()).isEmpty()) {
                checkDropped(name, generation.get(), catalogue);
                dropped.add(name);
            }
        }
        for (String name : dropped) {
            LOG.log(Level.INFO, "removing what is left of a dropped tenant: " + name);
            remove(name);
        }
    }

    /** Checks that the directory of a generation that the catalogue does not know yet is empty. */
    private void checkDropped(String name, long generation, Catalogue catalogue) throws IOException {
        if (generation >= catalogue.nextGeneration() && !files.list(path(name)).isEmpty()) {
            throw new CorruptionException(
                    Catalogue.FILE,
                    0,
                    "the directory " + path(name)
                            + " holds the files of a tenant that the catalogue of tenants has never"
                            + " heard of: the file " + Catalogue.FILE
                            + " is older than the tenants; nothing was changed. Put the"
                            + " newest one back, restore the tenants from a backup, or salvage what is intact with"
                            + " 'allidb repair DIR INTO'",
                    null);
        }
    }

    private static Optional<Long> generation(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }

    private long measure(String directory, TenantDescriptor tenant) throws IOException {
        long bytes = 0;
        for (String name : files.list(directory)) {
            String path = directory + "/" + checked(name, directory);
            switch (files.kind(path)) {
                case FILE -> bytes += sizeIfThere(path);
                case DIRECTORY -> bytes += measure(path, tenant);
                case OTHER ->
                    throw new IOException("'" + path + "' in the directory of tenant '" + tenant.id()
                            + "' is a symbolic link or a special file, which is never followed; remove it");
                case MISSING -> {}
            }
        }
        return bytes;
    }

    /** Returns the size of a file; 0 if it was deleted meanwhile: the tenant may be open when it is only measured. */
    private long sizeIfThere(String path) throws IOException {
        try {
            return files.size(path);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private void removeTree(String directory) throws IOException {
        for (String name : files.list(directory)) {
            String path = directory + "/" + checked(name, directory);
            if (files.kind(path) == FileKind.DIRECTORY) {
                removeTree(path);
            } else {
                files.delete(path);
            }
        }
        files.deleteDirectory(directory);
    }

    private static String checked(String name, String directory) throws IOException {
        if (!OURS.matcher(name).matches()) {
            throw new IOException("'" + name + "' in " + directory + " is no file of the storage; move it elsewhere");
        }
        return name;
    }

    private static String path(String directory) {
        return ROOT + "/" + directory;
    }
}
