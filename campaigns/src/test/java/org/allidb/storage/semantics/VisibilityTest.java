package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.testkit.FaultPlan;
import org.junit.jupiter.api.Test;

/** When a write can be read: once a power cut cannot take it any more. */
class VisibilityTest {

    /** What readers see while the log is being synced. */
    private static final class Watch implements FaultPlan {

        private final AtomicReference<Optional<TenantStore>> store = new AtomicReference<>(Optional.empty());
        private final List<String> seen = new ArrayList<>();

        @Override
        public void before(Operation operation, String name) {
            if (operation == Operation.SYNC && name.endsWith(".wal")) {
                store.get().ifPresent(this::look);
            }
        }

        private void look(TenantStore reader) {
            reader.get("row").ifPresent(_ -> seen.add("a read"));
            if (!House.entities(reader, ScanRequest.all()).isEmpty()) {
                seen.add("a scan");
            }
            try (Snapshot snapshot = reader.snapshot()) {
                snapshot.get("row").ifPresent(_ -> seen.add("a snapshot"));
            }
            seen.add("looked");
        }
    }

    @Test
    void rowIsSeenOnlyOnceItIsOnStableStorage() {
        Watch watch = new Watch();
        try (House house = new House(watch, Map.of())) {
            watch.store.set(Optional.of(house.store()));
            house.store().put("row", new byte[1]);
            watch.store.set(Optional.empty());
            assertEquals(List.of("looked"), watch.seen);
            assertTrue(house.store().get("row").isPresent());
        }
    }

    @Test
    void rowOfAFailedSyncIsNotSeenBeforeItsTableIsOnStableStorage() {
        Watch watch = new Watch();
        AtomicReference<String> step = new AtomicReference<>("");
        Thread caller = Thread.currentThread();
        FaultPlan plan = new FaultPlan() {
            @Override
            public void before(Operation operation, String name) throws IOException {
                // a sync of a spare segment in the background would fail the log before the row is in it
                if (operation == Operation.SYNC
                        && name.endsWith(".wal")
                        && step.get().equals("fail")
                        && Thread.currentThread() == caller) {
                    throw new IOException("the device");
                }
                if (operation == Operation.CREATE
                        && name.endsWith(".sst")
                        && !step.get().isEmpty()) {
                    watch.store.get().ifPresent(watch::look);
                }
            }
        };
        try (House house = new House(plan, Map.of())) {
            // the flush that rescues the log begins by itself
            watch.store.set(Optional.of(house.store()));
            step.set("fail");
            assertThrows(StorageException.class, () -> house.store().put("row", new byte[1]));
            house.store().flush();
            watch.store.set(Optional.empty());
            assertEquals(List.of("looked"), watch.seen);
            assertTrue(house.store().get("row").isPresent());
        }
    }
}
