package org.allidb.storage.server.internal.command;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.ResumeKey;

/**
 * The places at which scans of a tenant continue, by the numbers that its clients know them by: any of its connections may continue.
 * When there are too many, the one that was used longest ago is forgotten. Thread-safe.
 */
public final class ScanCursors {

    @GuardedBy("this")
    private final Map<Long, ResumeKey> places = new LinkedHashMap<>();

    @GuardedBy("this")
    private long last;

    /** Keeps a place, and returns its number, which is not 0. */
    synchronized long keep(ResumeKey place, int most) {
        places.put(++last, place);
        while (places.size() > most) {
            places.remove(places.keySet().iterator().next());
        }
        return last;
    }

    /** Returns the place of a number, which may be asked for again; empty if it was forgotten, or never given. */
    synchronized Optional<ResumeKey> find(long number) {
        ResumeKey place = places.remove(number);
        if (place != null) {
            places.put(number, place);
        }
        return Optional.ofNullable(place);
    }
}
