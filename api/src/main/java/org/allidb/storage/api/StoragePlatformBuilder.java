package org.allidb.storage.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.allidb.storage.api.bootstrap.ConfigurationReader;
import org.allidb.storage.api.bootstrap.ServiceLookup;
import org.allidb.storage.api.bootstrap.StoragePlatformFactory;
import org.allidb.storage.api.config.StorageConfiguration;
import org.osgi.annotation.versioning.ProviderType;

/** Collects what differs from the defaults, then opens a platform. Used by one thread. */
@ProviderType
public final class StoragePlatformBuilder {

    private final Path directory;
    private final List<Provider> providers = new ArrayList<>();
    private StorageConfiguration configuration = StorageConfiguration.DEFAULTS;

    StoragePlatformBuilder(Path directory) {
        this.directory = directory;
    }

    /**
     * Sets a parameter as it would stand in the file.
     *
     * @param path section and key, for example {@code wal.fsync}
     * @param value the value
     * @return this
     * @throws InvalidArgumentException if there is no such parameter or the value is not allowed
     */
    public StoragePlatformBuilder set(String path, Object value) {
        configuration = configuration.with(path, value.toString());
        return this;
    }

    /**
     * Takes a whole configuration, in place of what was set before.
     *
     * @param whole the configuration
     * @return this
     */
    public StoragePlatformBuilder configuration(StorageConfiguration whole) {
        configuration = whole;
        return this;
    }

    /**
     * Reads a YAML file and the environment, in place of what was set before.
     *
     * @param file the file
     * @return this
     * @throws InvalidConfigurationException if anything in it cannot be accepted
     * @throws ComponentMissingException if no reader of configuration files is present
     */
    public StoragePlatformBuilder configuration(Path file) {
        ServiceLookup lookup = new ServiceLookup(StoragePlatformBuilder.class);
        configuration = lookup.last(loader -> ServiceLoader.load(ConfigurationReader.class, loader))
                .orElseThrow(() -> lookup.missing("configuration", "yaml", "allidb-storage-config"))
                .read(file, System.getenv());
        return this;
    }

    /**
     * Adds a component to those that {@link ServiceLoader} finds; of two with one name the later one here wins.
     *
     * @param provider the component
     * @return this
     */
    public StoragePlatformBuilder use(Provider provider) {
        providers.add(provider);
        return this;
    }

    /**
     * Opens the platform.
     *
     * @return the platform; to be closed
     * @see StoragePlatform#open(Path)
     */
    public StoragePlatform open() {
        return engine().open(directory, configuration, List.copyOf(providers));
    }

    /**
     * Opens the data directory for reading only.
     *
     * @return the platform; to be closed
     * @see StoragePlatform#openReadOnly(Path)
     */
    public StoragePlatform openReadOnly() {
        return engine().openReadOnly(directory, configuration, List.copyOf(providers));
    }

    private static StoragePlatformFactory engine() {
        ServiceLookup lookup = new ServiceLookup(StoragePlatformBuilder.class);
        return lookup.last(loader -> ServiceLoader.load(StoragePlatformFactory.class, loader))
                .orElseThrow(() -> lookup.missing("engine", "lsm", "allidb-storage-engine"));
    }
}
