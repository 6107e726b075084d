package org.allidb.storage.vfs.osgi;

import org.allidb.storage.spi.runtime.ExecutorFactory;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.vfs.internal.LocalRuntime;
import org.osgi.service.component.annotations.Component;

/** The system's clock and threads as a service. */
@Component(service = StorageRuntime.class)
public final class LocalRuntimeComponent implements StorageRuntime {

    private final LocalRuntime runtime = new LocalRuntime();

    /** Called by the container. */
    public LocalRuntimeComponent() {}

    @Override
    public String name() {
        return runtime.name();
    }

    @Override
    public StorageClock clock() {
        return runtime.clock();
    }

    @Override
    public ExecutorFactory executors() {
        return runtime.executors();
    }
}
