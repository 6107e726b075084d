package org.allidb.storage.server.osgi;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.NewAccessKey;

/** The file beside a new data directory that has the key of its first administrator; its owner alone can read it. */
final class AdminKeyFile {

    private static final Logger LOG = System.getLogger(AdminKeyFile.class.getName());
    private static final String NAME = "admin.key";

    private AdminKeyFile() {}

    /**
     * Makes the key and writes it, if the platform never had keys.
     *
     * @param platform the platform
     * @param data its directory
     * @return the file; empty if there are keys already, or it cannot be written
     */
    static Optional<Path> writeFirst(StoragePlatform platform, Path data) {
        AccessKeys keys = AccessKeys.of(platform);
        Optional<NewAccessKey> made = keys.createFirst("made at the first start");
        if (made.isEmpty()) {
            return Optional.empty();
        }
        Path file = data.toAbsolutePath().resolveSibling(NAME);
        try {
            // one of an earlier data directory opens nothing any more
            Files.deleteIfExists(file);
            Files.createFile(file, attributes());
            Files.writeString(
                    file, made.get().text() + "\n", StandardCharsets.US_ASCII, StandardOpenOption.TRUNCATE_EXISTING);
            LOG.log(Level.INFO, "the key of an administrator of the platform is in " + file);
            return Optional.of(file);
        } catch (IOException e) {
            keys.revoke(made.get().key().id());
            LOG.log(
                    Level.WARNING,
                    "no key of an administrator was made, because " + file + " cannot be written: " + e.getMessage()
                            + "; make one with key-create --platform admin");
            return Optional.empty();
        }
    }

    private static FileAttribute<?>[] attributes() {
        Set<String> views = FileSystems.getDefault().supportedFileAttributeViews();
        return views.contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
