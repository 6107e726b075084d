package org.allidb.storage.config.osgi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.bootstrap.ConfigurationReader;
import org.allidb.storage.api.bootstrap.ConfigurationSource;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.config.internal.YamlConfigurationReader;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.vfs.VfsProvider;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The reader of configuration files as a service, and the watch on {@code allidb.yaml} (framework property
 * {@code allidb.conf}). What the file and the environment set is offered as a {@link ConfigurationSource}, which changes
 * whenever the file does. Configuration Admin is never written to; its values come before these.
 *
 * <ul>
 *   <li>A file that cannot be accepted leaves the last good one in force. Until there was a good one there is no source.
 *   <li>Without a file the source has what the environment sets.
 *   <li>A deleted file stays in force until there is another one, or the next start.
 * </ul>
 */
@Component(service = ConfigurationReader.class, immediate = true)
public final class YamlConfigurationComponent implements ConfigurationReader {

    /** The PID of the storage's configuration. */
    static final String PID = "org.allidb.storage";

    private static final Logger LOG = System.getLogger(YamlConfigurationComponent.class.getName());
    private static final String FILE_PROPERTY = "allidb.conf";
    private static final String DEFAULT_FILE = "conf/allidb.yaml";

    private final YamlConfigurationReader reader;
    private final ConfigurationOffer offer;
    private final ScheduledExecutorService watcher;

    /** Called by the container. */
    @Activate
    public YamlConfigurationComponent(
            BundleContext context, @Reference VfsProvider files, @Reference StorageRuntime runtime) {
        reader = new YamlConfigurationReader(files::readFile);
        offer = new ConfigurationOffer(context);
        Path file = Path.of(Objects.requireNonNullElse(context.getProperty(FILE_PROPERTY), DEFAULT_FILE));
        ConfigurationWatch watch = new ConfigurationWatch(file, files, reader, offer);
        watcher = runtime.executors().scheduler("config");
        var _ = watcher.scheduleWithFixedDelay(watch::look, 0, 1, TimeUnit.SECONDS);
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

    /** Stops, when the container ends the component. */
    @Deactivate
    void stop() {
        Future<?> withdrawn = watcher.submit(offer::withdraw);
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
}
