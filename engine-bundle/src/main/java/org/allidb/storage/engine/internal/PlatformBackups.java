package org.allidb.storage.engine.internal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.engine.internal.StorageDirectory.Purpose;
import org.allidb.storage.engine.internal.backup.BackupRepository;
import org.allidb.storage.engine.internal.lifecycle.OpenTenants;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.Vfs.FileKind;
import org.allidb.storage.spi.vfs.VfsProvider;

/**
 * Opens directories of backups.
 *
 * @param services has the file system
 * @param tenants are backed up and restored
 */
record PlatformBackups(PlatformServices services, OpenTenants tenants) {

    /** Opens a directory, which is created if it is missing. */
    BackupDirectory open(Path path) {
        try {
            return open(path, vfs().open(path));
        } catch (IOException e) {
            throw StorageErrors.of("opening the backup directory " + path, e);
        }
    }

    /** Opens a directory in which backups were made. */
    BackupDirectory openExisting(Path path) {
        try {
            Vfs files = vfs().openExisting(path);
            if (files.kind(StorageDirectory.FORMAT) == FileKind.MISSING
                    && files.list("").isEmpty()) {
                throw noBackups(path);
            }
            return open(path, files);
        } catch (NoSuchFileException e) {
            throw noBackups(path);
        } catch (IOException e) {
            throw StorageErrors.of("opening the backup directory " + path, e);
        }
    }

    private BackupDirectory open(Path path, Vfs files) throws IOException {
        Vfs watched = services.diskWatch().watch(files, path + "/");
        return BackupRepository.open(
                StorageDirectory.open(watched, path, Purpose.BACKUPS), path, tenants, services.forTenants());
    }

    private VfsProvider vfs() {
        return services.parts().provider(ComponentKind.VFS);
    }

    private static InvalidArgumentException noBackups(Path path) {
        return new InvalidArgumentException(
                "there are no backups in " + path + "; name the directory that the backups were made in");
    }
}
