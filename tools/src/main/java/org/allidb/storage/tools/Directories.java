package org.allidb.storage.tools;

import java.nio.file.Path;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;

/** Keeps a mistyped name from becoming a new, empty directory. */
final class Directories {

    private Directories() {}

    /** Opens a data directory that exists, with the keys of its encrypted tenants. */
    static StoragePlatform open(Path directory, KeyOptions keys) {
        require(directory, "data directory");
        return keys.open(directory);
    }

    /** Checks that a directory of backups exists. */
    static void requireBackups(Path directory) {
        require(directory, "backup directory");
    }

    private static void require(Path directory, String what) {
        if (!directory.resolve("FORMAT").toFile().isFile()) {
            throw new InvalidArgumentException("there is no " + what + " " + directory + "; check the name");
        }
    }
}
