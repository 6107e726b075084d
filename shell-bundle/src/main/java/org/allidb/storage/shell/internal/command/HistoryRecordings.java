package org.allidb.storage.shell.internal.command;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;
import org.allidb.storage.api.HistoryRecording;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;

/** The recordings that commands have begun, each with a handle that keeps its tenant open. Thread-safe. */
final class HistoryRecordings implements AutoCloseable {

    @GuardedBy("this")
    private final Map<TenantId, Recorded> recordings = new HashMap<>();

    private record Recorded(TenantStore store, HistoryRecording recording) implements AutoCloseable {

        @Override
        public void close() {
            recording.close();
            store.close();
        }
    }

    synchronized void begin(StoragePlatform platform, TenantId tenant) {
        Recorded running = recordings.get(tenant);
        if (running != null) {
            throw new InvalidArgumentException("'" + tenant + "' is being recorded already, "
                    + running.recording.flushes() + " flushes so far; 'compaction-record " + tenant
                    + " --to FILE' ends it");
        }
        TenantStore store = platform.open(tenant);
        try {
            recordings.put(tenant, new Recorded(store, store.recordHistory()));
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    /**
     * Returns the recording of a tenant.
     *
     * @throws InvalidArgumentException if there is none, or nothing in it
     */
    synchronized HistoryRecording get(TenantId tenant) {
        Recorded running = recordings.get(tenant);
        if (running == null) {
            throw new InvalidArgumentException(
                    "'" + tenant + "' is not being recorded; 'compaction-record " + tenant + "' begins it");
        }
        if (running.recording.flushes() == 0) {
            throw new InvalidArgumentException("nothing of '" + tenant
                    + "' was flushed since the recording began; it goes on. 'flush " + tenant + "' flushes now");
        }
        return running.recording;
    }

    synchronized void end(TenantId tenant) {
        Recorded running = recordings.remove(tenant);
        if (running != null) {
            running.close();
        }
    }

    @Override
    public synchronized void close() {
        recordings.values().forEach(Recorded::close);
        recordings.clear();
    }
}
