package org.allidb.storage.engine.internal.providers;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.allidb.storage.engine.internal.providers.Culprits.Part;

/**
 * How often each part has failed since it was installed: by the events that name it, and by the errors that callers get
 * without an event. Thread-safe; takes no lock.
 */
public final class PartFailures {

    private final Culprits culprits;
    private final Map<Part, LongAdder> counts = new ConcurrentHashMap<>();

    PartFailures(Culprits culprits) {
        this.culprits = culprits;
    }

    /** Counts a failure of every part that a message names. */
    public void countNamedIn(String message) {
        Set<Part> named = culprits.namedIn(message);
        named.forEach(
                part -> counts.computeIfAbsent(part, first -> new LongAdder()).increment());
    }

    /** Returns how often a part has failed. */
    public long count(ComponentKind<?> kind, String name) {
        LongAdder count = counts.get(Part.of(kind, name));
        return count == null ? 0 : count.sum();
    }

    /** Starts again: a part of this name was installed. */
    void forget(ComponentKind<?> kind, String name) {
        counts.remove(Part.of(kind, name));
    }
}
