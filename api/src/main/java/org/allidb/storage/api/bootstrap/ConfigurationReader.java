package org.allidb.storage.api.bootstrap;

import java.nio.file.Path;
import java.util.Map;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.config.StorageConfiguration;
import org.osgi.annotation.versioning.ConsumerType;

/** Reads configuration files; built in is {@code yaml}. */
@ConsumerType
public interface ConfigurationReader extends Provider {

    /**
     * Reads a file and applies the overrides of the environment.
     *
     * @param file the file
     * @param environment variables; {@code ALLIDB_} and a parameter's path in upper case with underscores overrides it,
     *     for example {@code ALLIDB_STORAGE_WAL_FSYNC}
     * @return the configuration; parameters left out have their defaults
     * @throws org.allidb.storage.api.InvalidConfigurationException if the file cannot be read or anything in it is
     *     unknown, twice there, of the wrong type or out of range; names file, line, key and what is allowed
     */
    StorageConfiguration read(Path file, Map<String, String> environment);

    /**
     * Returns the documented configuration file with every parameter at its default.
     *
     * @return the text of the file
     */
    String defaultFile();
}
