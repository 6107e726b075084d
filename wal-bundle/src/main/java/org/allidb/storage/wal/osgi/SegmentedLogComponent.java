package org.allidb.storage.wal.osgi;

import java.io.IOException;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.wal.LogAnchor;
import org.allidb.storage.spi.wal.LogReplay;
import org.allidb.storage.spi.wal.WriteAheadLog;
import org.allidb.storage.spi.wal.WriteAheadLogProvider;
import org.allidb.storage.wal.internal.SegmentedLogProvider;
import org.osgi.service.component.annotations.Component;

/** The segmented log as a service. */
@Component(service = WriteAheadLogProvider.class)
public final class SegmentedLogComponent implements WriteAheadLogProvider {

    private final SegmentedLogProvider provider = new SegmentedLogProvider();

    /** Called by the container. */
    public SegmentedLogComponent() {}

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public WriteAheadLog open(
            Vfs directory, LogAnchor anchor, WalOptions options, StorageRuntime runtime, LogReplay replay)
            throws IOException {
        return provider.open(directory, anchor, options, runtime, replay);
    }

    @Override
    public void read(Vfs directory, LogAnchor anchor, LogReplay replay) throws IOException {
        provider.read(directory, anchor, replay);
    }
}
