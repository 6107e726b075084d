package org.allidb.storage.engine.internal.log;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.tenant.EngineServices;
import org.allidb.storage.kernel.editlog.DurableDirectory;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.wal.LogReplay;
import org.allidb.storage.spi.wal.WriteAheadLog;
import org.allidb.storage.spi.wal.WriteAheadLogProvider;

/** Opens commit logs in the directory {@code wal} of the platform or of a tenant. */
public final class Logs {

    private static final String DIRECTORY = "wal";

    private static final Logger LOG = System.getLogger(Logs.class.getName());

    private final EngineServices services;
    private final LogRegister register;

    /** Logs of the provider that is configured, whose anchors are in a register. */
    public Logs(EngineServices services, LogRegister register) {
        this.services = services;
        this.register = register;
    }

    /**
     * Opens the log below a directory, replaying what is in it.
     *
     * @param owner the generation of the tenant whose log it is, or {@link LogRegister#SHARED}
     */
    public CommitLog open(Vfs parent, long owner, LogReplay replay) throws IOException {
        return new CommitLog(openLog(parent, owner, replay), services.background(), services.plugins());
    }

    /** Has the log provider that is current now take over. */
    public void replace(CommitLog log, Vfs parent, long owner) throws IOException {
        // everything was flushed before: what the directory still holds is marked as such
        log.replace(
                () -> openLog(parent, owner, LogReplay.IGNORE),
                TimeUnit.MILLISECONDS.toNanos(services.configuration().engine().drainTimeoutMs()));
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
        DurableDirectory.ensure(parent, DIRECTORY);
        String name = services.configuration().wal().provider();
        return services.providers()
                .require(ComponentKind.WAL, WriteAheadLogProvider.class, name)
                .open(parent.in(DIRECTORY), register.anchor(owner), services.configuration().wal(), services.runtime(), replay);
    }
}
