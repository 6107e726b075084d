package org.allidb.storage.config.osgi;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.InvalidConfigurationException;
import org.allidb.storage.api.StorageConfiguration;
import org.allidb.storage.config.internal.YamlConfigurationReader;
import org.allidb.storage.spi.config.ConfigurationReader;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.vfs.VfsProvider;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Brings {@code allidb.yaml} (framework property {@code allidb.conf}) to Configuration Admin, PID
 * {@code org.allidb.storage}, keys {@code section.key}; again whenever the file changes. A file that cannot be accepted
 * leaves the last good one in force.
 */
@Component(service = ConfigurationReader.class, immediate = true)
public final class YamlConfigurationComponent implements ConfigurationReader {

    /** The PID of the storage's configuration. */
    static final String PID = "org.allidb.storage";

    private static final Logger LOG = System.getLogger(YamlConfigurationComponent.class.getName());
    private static final String FILE_PROPERTY = "allidb.conf";
    private static final String DEFAULT_FILE = "conf/allidb.yaml";

    private final YamlConfigurationReader reader;
    private final VfsProvider files;
    private final ConfigurationAdmin admin;
    private final Path file;
    private final ScheduledExecutorService watcher;
    private byte[] content = {};
    private boolean published;

    /** Called by the container. */
    @Activate
    public YamlConfigurationComponent(
            BundleContext context,
            @Reference VfsProvider files,
            @Reference StorageRuntime runtime,
            @Reference ConfigurationAdmin admin) {
        this.files = files;
        this.reader = new YamlConfigurationReader(files::readFile);
        this.admin = admin;
        this.file = Path.of(Objects.requireNonNullElse(context.getProperty(FILE_PROPERTY), DEFAULT_FILE));
        this.watcher = runtime.executors().scheduler("config");
        boolean found = look();
        if (!found) {
            LOG.log(Level.INFO, "there is no configuration file {0}; everything has its default", file);
            publish(StorageConfiguration.DEFAULTS);
        }
        watcher.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public String name() {
        return reader.name();
    }

    @Override
    public StorageConfiguration read(Path path, Map<String, String> environment) {
        return reader.read(path, environment);
    }

    @Override
    public String defaultFile() {
        return reader.defaultFile();
    }

    /** Called by the container. */
    @Deactivate
    void stop() {
        watcher.shutdownNow();
    }

    /** Looks at the file; whether there is one. */
    private boolean look() {
        try {
            byte[] now = files.readFile(file);
            if (!Arrays.equals(now, content)) {
                content = now;
                publish(reader.read(file, System.getenv()));
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (InvalidConfigurationException e) {
            LOG.log(Level.ERROR, "{0}; {1}", e.getMessage(), consequence());
            return true;
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the configuration file cannot be read; " + consequence(), e);
            return true;
        }
    }

    private String consequence() {
        return published ? "the configuration before it stays in force" : "the storage starts when it is mended";
    }

    private void publish(StorageConfiguration configuration) {
        Dictionary<String, Object> values = new Hashtable<>();
        configuration.values().forEach((section, parameters) -> parameters.forEach(
                (key, value) -> values.put(section + "." + key, value)));
        try {
            Configuration target = admin.getConfiguration(PID, "?");
            target.updateIfDifferent(values);
            published = true;
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the configuration cannot be passed on", e);
        }
    }
}
