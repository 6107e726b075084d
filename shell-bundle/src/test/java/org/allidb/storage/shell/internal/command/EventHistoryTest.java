package org.allidb.storage.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;
import org.junit.jupiter.api.Test;

class EventHistoryTest {

    private final EventHistory history = new EventHistory();

    @Test
    void theLatestEventsComeLast() {
        report(5);
        assertEquals(List.of("3", "4"), messages(2));
        assertEquals(5, messages(100).size());
        assertEquals(List.of(), messages(0));
    }

    @Test
    void theOldestEventsAreForgotten() {
        report(1_500);
        List<String> kept = messages(Integer.MAX_VALUE);
        assertEquals(1_000, kept.size());
        assertEquals("500", kept.getFirst());
        assertEquals("1499", kept.getLast());
    }

    private record Flush(long wallMillis, String message) implements StorageEvent {

        @Override
        public Type type() {
            return Type.FLUSH;
        }

        @Override
        public Optional<TenantId> tenant() {
            return Optional.empty();
        }

        @Override
        public Map<String, Long> figures() {
            return Map.of();
        }
    }

    private void report(int count) {
        for (int i = 0; i < count; i++) {
            history.onEvent(new Flush(i, "" + i));
        }
    }

    private List<String> messages(int count) {
        return history.latest(count).stream().map(StorageEvent::message).toList();
    }
}
