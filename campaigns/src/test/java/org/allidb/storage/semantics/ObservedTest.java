package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.statistics.Latencies;
import org.allidb.storage.api.statistics.RefusedWrites;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be seen of a platform at work: its figures, and what the Flight Recorder has of it. */
class ObservedTest {

    @TempDir
    Path directory;

    @Test
    void operationsAreMeasured() {
        try (House house = new House()) {
            for (int i = 0; i < 640; i++) {
                house.store().put("row" + i, new byte[10]);
            }
            for (int i = 0; i < 512; i++) {
                house.store().get("row" + i);
            }
            house.store().flush();
            Latencies latencies = house.platform().statistics().latencies();
            assertEquals(20, latencies.put().measured());
            assertEquals(2, latencies.get().measured());
            assertTrue(latencies.sync().measured() >= 640, "each write was synced");
            assertEquals(1, latencies.flush().measured());
            assertEquals(0, latencies.get().maxNanos(), "the clock stands still");
        }
    }

    @Test
    void refusedWritesAreCountedWithTheReasonOfTheLast() {
        try (House house = new House()) {
            house.store().put("row", new byte[10]);
            assertEquals(0, house.store().statistics().refusedWrites().count());
            assertEquals(
                    Optional.empty(), house.store().statistics().refusedWrites().lastReason());
            house.platform().suspend(House.TENANT);
            String told = assertThrows(
                            TenantSuspendedException.class, () -> house.store().put("row", new byte[10]))
                    .getMessage();
            RefusedWrites refused = house.platform().statistics().refusedWrites();
            assertEquals(1, refused.count());
            assertEquals(Optional.of(told), refused.lastReason());
            assertEquals(Optional.of(Instant.ofEpochMilli(house.clock().wallMillis())), refused.lastAt());
            house.platform().resume(House.TENANT);
            assertEquals(refused, house.store().statistics().refusedWrites());
        }
    }

    @Test
    void flightRecorderIsTold() throws IOException {
        Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            for (String event : List.of("Flush", "Compaction", "Sync")) {
                recording.enable("allidb." + event).withoutThreshold();
            }
            recording.start();
            try (House house = new House()) {
                house.store().put("a", new byte[10]);
                house.store().flush();
                house.store().put("b", new byte[10]);
                house.store().compact();
            }
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        Set<String> types =
                events.stream().map(event -> event.getEventType().getName()).collect(Collectors.toSet());
        assertEquals(Set.of("allidb.Flush", "allidb.Compaction", "allidb.Sync"), types);
        RecordedEvent flush = events.stream()
                .filter(event -> event.getEventType().getName().equals("allidb.Flush"))
                .findFirst()
                .orElseThrow();
        assertEquals(House.TENANT.toString(), flush.getString("tenant"));
        assertTrue(flush.getLong("bytesWritten") > 0);
    }
}
