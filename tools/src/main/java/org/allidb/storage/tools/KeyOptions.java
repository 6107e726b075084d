package org.allidb.storage.tools;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.config.StorageConfiguration;
import picocli.CommandLine.Option;

/** The options of commands that read encrypted tenants. */
final class KeyOptions {

    @Option(
            names = "--key-path",
            paramLabel = "FILE",
            description =
                    "The file with the master keys of encrypted tenants: a PKCS#12 key store if its name ends in .p12"
                            + " or .pfx, a text file otherwise.")
    private Optional<Path> keyPath = Optional.empty();

    @Option(
            names = "--password-path",
            paramLabel = "FILE",
            description = "The file with the password of the key store.")
    private Optional<Path> passwordPath = Optional.empty();

    @Option(
            names = "--master-key",
            paramLabel = "NAME",
            description = "The master key that wraps new keys of tenants; master if left out.")
    private Optional<String> masterKey = Optional.empty();

    /** Returns the defaults with these keys. */
    StorageConfiguration configuration() {
        StorageConfiguration made = StorageConfiguration.DEFAULTS;
        if (keyPath.isPresent()) {
            String file = keyPath.get().toAbsolutePath().toString();
            String name = file.toLowerCase(Locale.ROOT);
            made = made.with("encryption.key_path", file)
                    .with(
                            "encryption.provider",
                            name.endsWith(".p12") || name.endsWith(".pfx") ? "pkcs12" : "key-file");
        }
        if (passwordPath.isPresent()) {
            made = made.with(
                    "encryption.password_path",
                    passwordPath.get().toAbsolutePath().toString());
        }
        return masterKey.isPresent() ? made.with("encryption.master_key", masterKey.get()) : made;
    }

    /** Returns the tools with these keys. */
    StorageTools tools() {
        return StorageTools.load(configuration(), List.of());
    }

    /** Opens a data directory with these keys. */
    StoragePlatform open(Path directory) {
        return StoragePlatform.builder(directory).configuration(configuration()).open();
    }
}
