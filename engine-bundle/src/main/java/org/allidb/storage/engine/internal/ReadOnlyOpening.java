package org.allidb.storage.engine.internal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.StorageDirectory.Purpose;
import org.allidb.storage.engine.internal.disk.ReadOnlyVfs;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.engine.internal.reading.ReadOnlyPlatform;
import org.allidb.storage.spi.vfs.VfsProvider;

/** Opens data directories for reading only: with the parts of a platform, but without a lock, a log or a guard. */
final class ReadOnlyOpening {

    private ReadOnlyOpening() {}

    /**
     * Opens a data directory that exists.
     *
     * @see StoragePlatform#openReadOnly(Path)
     */
    static StoragePlatform open(
            Path path, StorageConfiguration configuration, ProviderRegistry providers, Origins origins) {
        try {
            VfsProvider vfs = providers.named(ComponentKind.VFS, configuration);
            ReadOnlyVfs files = new ReadOnlyVfs(vfs.openReadOnly(path));
            StorageDirectory.requireFormat(files, path, Purpose.DATA);
            PlatformServices services = PlatformServices.start(configuration, providers, List::of);
            try {
                return ReadOnlyPlatform.open(
                        files,
                        path,
                        services.forTenants(),
                        new PlatformComponents(
                                providers,
                                (kind, name) ->
                                        kind.isNamedIn(services.configuration().get(), name),
                                new MissingParts(List::of, services),
                                origins),
                        services);
            } catch (IOException | RuntimeException | Error e) {
                services.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new InvalidArgumentException("there is no directory " + path + "; name a data directory");
        } catch (IOException e) {
            throw StorageErrors.of("opening the data directory " + path + " for reading", e);
        }
    }
}
