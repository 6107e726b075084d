package org.allidb.storage.shell.internal.command;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.event.StorageEventListener;

/** The latest events. */
public final class EventHistory implements StorageEventListener {

    private static final int CAPACITY = 1_000;

    @GuardedBy("this")
    private final Deque<StorageEvent> events = new ArrayDeque<>();

    /** No events yet. */
    public EventHistory() {}

    @Override
    public synchronized void onEvent(StorageEvent event) {
        if (events.size() == CAPACITY) {
            events.removeFirst();
        }
        events.addLast(event);
    }

    synchronized List<StorageEvent> latest(int count) {
        List<StorageEvent> all = new ArrayList<>(events);
        return all.subList(Math.max(0, all.size() - count), all.size());
    }
}
