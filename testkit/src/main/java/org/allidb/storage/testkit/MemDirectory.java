package org.allidb.storage.testkit;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A directory's entries twice: as they are seen, and as the device has them, with the changes between. An entry is a
 * {@link MemFile} or a {@link MemDirectory}.
 */
final class MemDirectory {

    private final Map<String, Object> seen = new TreeMap<>();
    private Map<String, Object> durable = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    /** How many of the changes, from the first on, a failed sync gave up: no later sync makes those durable. */
    private int givenUp;

    /** Something that a power cut may undo. */
    private interface Change {
        void applyTo(Map<String, Object> entries);
    }

    Map<String, Object> entries() {
        return seen;
    }

    void put(String name, Object entry) {
        apply(entries -> entries.put(name, entry));
    }

    void remove(String name) {
        apply(entries -> entries.remove(name));
    }

    /** Atomic: both names change or neither. */
    void rename(String from, String to) {
        Object entry = seen.get(from);
        apply(entries -> {
            entries.remove(from);
            entries.put(to, entry);
        });
    }

    void sync() {
        if (changes.isEmpty()) {
            return;
        }
        if (givenUp == 0) {
            durable = new TreeMap<>(seen);
            changes.clear();
        } else {
            List<Change> written = changes.subList(givenUp, changes.size());
            written.forEach(change -> change.applyTo(durable));
            written.clear();
        }
    }

    /** A sync that fails: the changes are taken for durable from now on, and are not. */
    void syncInVain() {
        givenUp = changes.size();
    }

    /** The directory as it may be found after a power cut; files that have several names stay one. */
    MemDirectory afterPowerCut(Random random, IdentityHashMap<Object, Object> copies) {
        Map<String, Object> found = new TreeMap<>(durable);
        int likelihood = random.nextInt(3);
        for (Change change : changes) {
            if (random.nextInt(2) < likelihood) {
                change.applyTo(found);
            }
        }
        MemDirectory directory = new MemDirectory();
        found.forEach((name, entry) -> {
            Object copy = copies.computeIfAbsent(entry, original -> switch (original) {
                case MemFile file -> file.afterPowerCut(random);
                case MemDirectory inner -> inner.afterPowerCut(random, copies);
                default -> throw new IllegalStateException(name);
            });
            directory.seen.put(name, copy);
        });
        directory.durable.putAll(directory.seen);
        return directory;
    }

    private void apply(Change change) {
        change.applyTo(seen);
        changes.add(change);
    }
}
