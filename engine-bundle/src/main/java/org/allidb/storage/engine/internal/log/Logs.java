package org.allidb.storage.engine.internal.log;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.disk.DiskWatch;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.kernel.editlog.DurableDirectory;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.wal.LogReplay;
import org.allidb.storage.spi.wal.WriteAheadLog;

/** Opens commit logs in the directory {@code wal} of the platform or of a tenant. */
public final class Logs {

    private static final Logger LOG = System.getLogger(Logs.class.getName());

    private final LogRegister register;
    private final PartsInUse parts;
    private final Supplier<StorageConfiguration> configuration;
    private final ScheduledExecutorService background;
    private final ExecutorService plugins;

    /**
     * Opens logs of the provider in use.
     *
     * @param register has the anchors of the logs
     * @param parts the log provider in use
     * @param configuration returns the configuration in force
     * @param background runs rescues
     * @param plugins run what may hang, while another log takes over
     */
    public Logs(
            LogRegister register,
            PartsInUse parts,
            Supplier<StorageConfiguration> configuration,
            ScheduledExecutorService background,
            ExecutorService plugins) {
        this.register = register;
        this.parts = parts;
        this.configuration = configuration;
        this.background = background;
        this.plugins = plugins;
    }

    /**
     * Opens the log below a directory, replaying what is in it.
     *
     * @param owner the generation of the tenant whose log it is, or {@link LogRegister#SHARED}
     */
    public CommitLog open(Vfs parent, long owner, LogReplay replay) throws IOException {
        return new CommitLog(
                openLog(parent, owner, replay),
                background,
                plugins,
                parts.runtime().executors().pool("log-sync", 1));
    }

    /** Has the log provider that is in use now take over. */
    public void replace(CommitLog log, Vfs parent, long owner) throws IOException {
        // everything was flushed before: what the directory still holds is marked as such
        log.replace(
                () -> openLog(parent, owner, LogReplay.IGNORE),
                TimeUnit.MILLISECONDS.toNanos(configuration.get().engine().drainTimeoutMs()));
    }

    /** Forgets the log of a tenant that was dropped. If that fails, the next open does it. */
    public void forget(long owner) {
        try {
            register.forget(owner);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the log of a dropped tenant is forgotten at the next open", e);
        }
    }

    private WriteAheadLog openLog(Vfs parent, long owner, LogReplay replay) throws IOException {
        DurableDirectory.ensure(parent, DiskWatch.LOG_DIRECTORY);
        WriteAheadLog log = parts.provider(ComponentKind.WAL)
                .open(
                        parent.in(DiskWatch.LOG_DIRECTORY),
                        register.anchor(owner),
                        configuration.get().wal(),
                        parts.runtime(),
                        replay);
        return parts.made(ComponentKind.WAL, log);
    }
}
