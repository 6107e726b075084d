package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
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
}
