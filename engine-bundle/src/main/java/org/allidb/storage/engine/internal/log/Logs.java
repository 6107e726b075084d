package org.allidb.storage.engine.internal.log;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.tenant.EngineServices;
import org.allidb.storage.spi.vfs.DurableDirectory;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.wal.LogReplay;
import org.allidb.storage.spi.wal.WriteAheadLog;
import org.allidb.storage.spi.wal.WriteAheadLogProvider;

/** Opens commit logs in the directory {@code wal} of the platform or of a tenant. */
public final class Logs {

    private static final String DIRECTORY = "wal";

    private final EngineServices services;

    /** Logs of the provider that is configured. */
    public Logs(EngineServices services) {
        this.services = services;
    }

    /** Opens the log below a directory, replaying what is in it. */
    public CommitLog open(Vfs parent, LogReplay replay) throws IOException {
        return new CommitLog(openLog(parent, replay), services.background(), services.plugins());
    }

    /** Has the log provider that is current now take over. */
    public void replace(CommitLog log, Vfs parent) throws IOException {
        // everything was flushed before: what the directory still holds is marked as such
        log.replace(
                () -> openLog(parent, LogReplay.IGNORE),
                TimeUnit.MILLISECONDS.toNanos(services.configuration().engine().drainTimeoutMs()));
    }

    private WriteAheadLog openLog(Vfs parent, LogReplay replay) throws IOException {
        DurableDirectory.ensure(parent, DIRECTORY);
        String name = services.configuration().wal().provider();
        return services.providers()
                .require(ComponentKind.WAL, WriteAheadLogProvider.class, name)
                .open(parent.in(DIRECTORY), services.configuration().wal(), services.runtime(), replay);
    }
}
