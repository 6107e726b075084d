package org.allidb.storage.config.osgi;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.InvalidConfigurationException;
import org.allidb.storage.api.bootstrap.ConfigurationReader;
import org.allidb.storage.api.bootstrap.ConfigurationSource;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.config.internal.YamlConfigurationReader;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.vfs.VfsProvider;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Offers what {@code allidb.yaml} (framework property {@code allidb.conf}) and the environment set as a
 * {@link ConfigurationSource}, which changes whenever the file does. It never writes to Configuration Admin, whose values
 * come before these.
 *
 * <ul>
 *   <li>A file that cannot be accepted leaves the last good one in force. Until there was a good one there is no source.
 *   <li>Where there is no file the source has what the environment sets.
 *   <li>A file that is deleted stays in force until there is another, or the next start.
 * </ul>
 */
@Component(service = ConfigurationReader.class, immediate = true)
public final class YamlConfigurationComponent implements ConfigurationReader {

    /** The PID of the storage's configuration. */
    static final String PID = "org.allidb.storage";

    private static final Logger LOG = System.getLogger(YamlConfigurationComponent.class.getName());
    private static final String FILE_PROPERTY = "allidb.conf";
    private static final String DEFAULT_FILE = "conf/allidb.yaml";
    private static final String CHANGES = "changes";

    private final BundleContext context;
    private final YamlConfigurationReader reader;
    private final VfsProvider files;
    private final Path file;
    private final ScheduledExecutorService watcher;
    private volatile Map<String, ConfigurationSource.Value> values = Map.of();
    private byte @Nullable [] content;
    private boolean gone;
    private int changes;
    private String problem = "";
    private @Nullable ServiceRegistration<ConfigurationSource> source;

    /** Called by the container. */
    @Activate
    public YamlConfigurationComponent(
            BundleContext context, @Reference VfsProvider files, @Reference StorageRuntime runtime) {
        this.context = context;
        this.files = files;
        this.reader = new YamlConfigurationReader(files::readFile);
        this.file = Path.of(Objects.requireNonNullElse(context.getProperty(FILE_PROPERTY), DEFAULT_FILE));
        this.watcher = runtime.executors().scheduler("config");
        var _ = watcher.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
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
        Future<?> withdrawn = watcher.submit(this::withdraw);
        try {
            withdrawn.get();
        } catch (InterruptedException e) {
            // the container takes the service back with the bundle
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.log(Level.DEBUG, "the container took the service back", e);
        }
        watcher.shutdownNow();
    }

    /** Looks at the file. This and what follows happens on the watcher's thread alone. */
    private void look() {
        try {
            byte[] now = files.readFile(file);
            gone = false;
            if (!Arrays.equals(now, content)) {
                content = now;
                offer(reader.set(file, System.getenv()));
            }
            problem = "";
        } catch (NoSuchFileException e) {
            lookWithoutFile();
        } catch (InvalidConfigurationException e) {
            LOG.log(Level.ERROR, "{0}; {1}", e.getMessage(), consequence());
        } catch (IOException e) {
            if (!problem.equals(e.toString())) {
                problem = e.toString();
                LOG.log(Level.ERROR, "the configuration file " + file + " cannot be read; " + consequence(), e);
            }
        }
    }

    private void lookWithoutFile() {
        if (gone) {
            return;
        }
        gone = true;
        if (content != null) {
            content = null;
            LOG.log(
                    Level.WARNING,
                    "the configuration file {0} is gone; what it set stays in force until it is back, or the next start",
                    file);
            return;
        }
        LOG.log(Level.INFO, "there is no configuration file {0}; the environment and Configuration Admin count", file);
        try {
            offer(YamlConfigurationReader.set(System.getenv()));
        } catch (InvalidConfigurationException e) {
            LOG.log(Level.ERROR, "{0}; {1}", e.getMessage(), consequence());
        }
    }

    private String consequence() {
        return source != null ? "the configuration before it stays in force" : "the storage starts when it is mended";
    }

    private void offer(Map<String, ConfigurationSource.Value> now) {
        values = Map.copyOf(now);
        Dictionary<String, Object> properties = FrameworkUtil.asDictionary(Map.of(CHANGES, ++changes));
        if (source == null) {
            ConfigurationSource service = () -> values;
            source = context.registerService(ConfigurationSource.class, service, properties);
        } else {
            source.setProperties(properties);
        }
    }

    private void withdraw() {
        if (source != null) {
            source.unregister();
        }
    }
}
