package org.allidb.storage.wal.internal;

import java.io.IOException;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.wal.LogAnchor;
import org.allidb.storage.spi.wal.LogReplay;
import org.allidb.storage.spi.wal.WriteAheadLog;
import org.allidb.storage.spi.wal.WriteAheadLogProvider;

/** A provider that opens and reads segmented logs. */
public class SegmentedLogProvider implements WriteAheadLogProvider {

    static final String NAME = "segmented";

    /** Creates the provider. */
    public SegmentedLogProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public WriteAheadLog open(
            Vfs directory, LogAnchor anchor, WalOptions options, StorageRuntime runtime, LogReplay replay)
            throws IOException {
        return SegmentedLog.open(directory, anchor, options, runtime, replay);
    }

    @Override
    public void read(Vfs directory, LogAnchor anchor, LogReplay replay) throws IOException {
        new LogRecovery(new SegmentFiles(directory), anchor).read(replay);
    }
}
