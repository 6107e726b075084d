package org.allidb.storage.config.osgi;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.allidb.storage.api.InvalidConfigurationException;
import org.allidb.storage.config.internal.YamlConfigurationReader;
import org.allidb.storage.spi.vfs.VfsProvider;
import org.jspecify.annotations.Nullable;

/** A watch on the configuration file that offers what the file sets whenever it has changed. Used by one thread. */
final class ConfigurationWatch {

    private static final Logger LOG = System.getLogger(ConfigurationWatch.class.getName());

    private final Path file;
    private final VfsProvider files;
    private final YamlConfigurationReader reader;
    private final ConfigurationOffer offer;
    private byte @Nullable [] content;
    private boolean gone;
    private String problem = "";

    ConfigurationWatch(Path file, VfsProvider files, YamlConfigurationReader reader, ConfigurationOffer offer) {
        this.file = file;
        this.files = files;
        this.reader = reader;
        this.offer = offer;
    }

    /** Looks at the file, and offers what it sets if it has changed. */
    void look() {
        try {
            byte[] now = files.readFile(file);
            gone = false;
            if (!Arrays.equals(now, content)) {
                content = now;
                offer.make(reader.set(file, System.getenv()));
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
                    "the configuration file {0} is gone; what it set stays in force until it is back, or the next"
                            + " start",
                    file);
            return;
        }
        LOG.log(Level.INFO, "there is no configuration file {0}; the environment and Configuration Admin count", file);
        try {
            offer.make(YamlConfigurationReader.set(System.getenv()));
        } catch (InvalidConfigurationException e) {
            LOG.log(Level.ERROR, "{0}; {1}", e.getMessage(), consequence());
        }
    }

    private String consequence() {
        return offer.isMade() ? "the configuration before it stays in force" : "the storage starts when it is mended";
    }
}
