package org.allidb.storage.config.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.allidb.storage.api.InvalidConfigurationException;
import org.allidb.storage.api.bootstrap.ConfigurationReader;
import org.allidb.storage.api.bootstrap.ConfigurationSource;
import org.allidb.storage.api.bootstrap.ServiceLookup;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.spi.vfs.VfsProvider;

/** The reader of {@code allidb.yaml}. */
public final class YamlConfigurationReader implements ConfigurationReader {

    private final FileText files;

    /** Called by {@link ServiceLoader}; files are read by the file system provider that it finds. */
    public YamlConfigurationReader() {
        this(file -> files().readFile(file));
    }

    /**
     * Creates a reader.
     *
     * @param files reads files
     */
    public YamlConfigurationReader(FileText files) {
        this.files = files;
    }

    @Override
    public String name() {
        return "yaml";
    }

    @Override
    public StorageConfiguration read(Path file, Map<String, String> environment) {
        return values(file, environment).configuration();
    }

    /**
     * Reads what a file and the environment set.
     *
     * @param file the file
     * @param environment variables
     * @return the values that are set, each with its place, and the tenants that are declared; does not change
     * @throws InvalidConfigurationException as {@link #read}, also if the values do not go together
     */
    public ConfigurationSource set(Path file, Map<String, String> environment) {
        return values(file, environment).set();
    }

    /**
     * Reads what the environment sets where there is no file.
     *
     * @param environment variables
     * @return the values that are set, each with its place; does not change
     * @throws InvalidConfigurationException if a variable cannot be accepted
     */
    public static ConfigurationSource set(Map<String, String> environment) {
        ConfigurationValues values = new ConfigurationValues();
        EnvironmentOverrides.apply(environment, values);
        return values.set();
    }

    @Override
    public String defaultFile() {
        return DefaultFile.text();
    }

    private static VfsProvider files() {
        ServiceLookup lookup = new ServiceLookup(YamlConfigurationReader.class);
        return lookup.last(loader -> ServiceLoader.load(VfsProvider.class, loader))
                .orElseThrow(() -> lookup.missing("file system", "local", "allidb-storage-vfs"));
    }

    private ConfigurationValues values(Path file, Map<String, String> environment) {
        ConfigurationValues values = new ConfigurationValues();
        new YamlDocument(file.toString(), text(file)).readInto(values);
        EnvironmentOverrides.apply(environment, values);
        return values;
    }

    private String text(Path file) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(files.read(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidConfigurationException(
                    file.toString(), 0, "", file + ": the file is no valid UTF-8; save it as UTF-8", e);
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    file.toString(), 0, "", file + ": the file cannot be read: " + e.getMessage(), e);
        }
    }
}
