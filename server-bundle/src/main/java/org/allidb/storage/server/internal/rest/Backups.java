package org.allidb.storage.server.internal.rest;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.DirectoryInUseException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.spi.http.HttpRefusedException;

/**
 * The directory of backups that the configuration names. It is open while a request does something in it, for all such requests together,
 * so that the shell and other processes have it in between. Thread-safe.
 */
final class Backups {

    private static final String NONE = "none";

    @GuardedBy("this")
    private final Map<Place, Opened> opened = new HashMap<>();

    private record Place(StoragePlatform platform, Path directory) {}

    /** An open directory. */
    private static final class Opened {

        private final BackupDirectory directory;
        /** Guarded by the monitor of the {@link Backups}. */
        private int uses;

        Opened(BackupDirectory directory) {
            this.directory = directory;
        }
    }

    /**
     * Does something in the directory, which is created if need be.
     *
     * @throws HttpRefusedException if there is none in the configuration, or something else has it open
     */
    <T> T with(StoragePlatform platform, Function<BackupDirectory, T> act) {
        Place place = place(platform);
        return use(place, acquire(place, () -> platform.backups(place.directory)), act);
    }

    /**
     * Does something in the directory.
     *
     * @return what it returns; empty if no backup was ever made there
     * @throws HttpRefusedException if there is none in the configuration, or something else has it open
     */
    <T> Optional<T> withExisting(StoragePlatform platform, Function<BackupDirectory, T> act) {
        Place place = place(platform);
        BackupDirectory directory;
        try {
            directory = acquire(place, () -> platform.existingBackups(place.directory));
        } catch (InvalidArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(use(place, directory, act));
    }

    private static Place place(StoragePlatform platform) {
        String directory = platform.configuration().server().backupDirectory();
        if (directory.equals(NONE)) {
            throw new HttpRefusedException(
                    409,
                    "no-backup-directory",
                    "there is no directory for backups: name one by server.backup_directory in the configuration of the"
                            + " server",
                    Map.of());
        }
        return new Place(platform, Path.of(directory));
    }

    private <T> T use(Place place, BackupDirectory directory, Function<BackupDirectory, T> act) {
        try {
            return act.apply(directory);
        } finally {
            release(place);
        }
    }

    private synchronized BackupDirectory acquire(Place place, Supplier<BackupDirectory> opening) {
        Opened known = opened.get(place);
        if (known == null) {
            try {
                known = new Opened(opening.get());
            } catch (DirectoryInUseException e) {
                throw new HttpRefusedException(
                        409,
                        "backups-in-use",
                        "the shell or another process has the directory of backups open; try again when it is done",
                        Map.of("Retry-After", "1"));
            }
            opened.put(place, known);
        }
        known.uses++;
        return known.directory;
    }

    private synchronized void release(Place place) {
        Opened known = opened.get(place);
        if (known != null && --known.uses == 0) {
            opened.remove(place);
            known.directory.close();
        }
    }
}
