package org.allidb.storage.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A directory's entries twice: as they are seen, and as the device has them, with the changes between. An entry is a
 * {@link MemFile} or a {@link MemDirectory}.
 */
final class MemDirectory {

    private final Map<String, Object> seen = new TreeMap<>();
    private Map<String, Object> durable = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    /** Names that a failed sync has given up: no later sync writes them unless they change. */
    private final Set<String> lost = new HashSet<>();

    private long failedSyncs;

    /** Something that a power cut may undo: a name goes, a name comes, or both at once. */
    private record Change(String gone, String come, Object entry) {

        private static final String NONE = "";

        void applyTo(Map<String, Object> entries) {
            entries.remove(gone);
            if (!come.equals(NONE)) {
                entries.put(come, entry);
            }
        }

        List<String> names() {
            return Stream.of(gone, come).filter(name -> !name.equals(NONE)).toList();
        }

        Change of(UnaryOperator<Object> copies) {
            return new Change(gone, come, copies.apply(entry));
        }
    }

    Map<String, Object> entries() {
        return seen;
    }

    void put(String name, Object entry) {
        apply(new Change(Change.NONE, name, entry));
    }

    void remove(String name) {
        apply(new Change(name, Change.NONE, Change.NONE));
    }

    /** Renames atomically: both names change or neither. */
    void rename(String from, String to) {
        apply(new Change(from, to, Objects.requireNonNull(seen.get(from), from)));
    }

    void sync() {
        if (!changes.isEmpty()) {
            Map<String, Object> now = new TreeMap<>(seen);
            lost.forEach(name -> copy(name, durable, now));
            durable = now;
            changes.clear();
        }
    }

    /** Fails a sync: what was changed is taken for clean from now on, and no later sync writes it. */
    void failSync() {
        for (Change change : changes) {
            change.names().forEach(lost::add);
        }
        changes.clear();
        failedSyncs++;
    }

    /** Returns how often {@link #failSync()} was called. */
    long failedSyncs() {
        return failedSyncs;
    }

    /** Makes a name stand for what it does elsewhere, or for nothing. */
    private static void copy(String name, Map<String, Object> from, Map<String, Object> to) {
        Object entry = from.get(name);
        if (entry == null) {
            to.remove(name);
        } else {
            to.put(name, entry);
        }
    }

    /** Returns the directory as it may be found after a power cut; files that have several names stay one. */
    MemDirectory afterPowerCut(Random random, IdentityHashMap<Object, Object> copies) {
        Map<String, Object> found = new TreeMap<>(durable);
        if (random.nextInt(4) == 0) {
            // the device had it after all
            lost.forEach(name -> copy(name, seen, found));
        }
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

    /** Copies it, with what is durable and what is not. */
    MemDirectory copy(IdentityHashMap<Object, Object> copies) {
        MemDirectory directory = new MemDirectory();
        UnaryOperator<Object> copied = entry -> copies.computeIfAbsent(entry, original -> switch (original) {
            case MemFile file -> file.copy();
            case MemDirectory inner -> inner.copy(copies);
            default -> original;
        });
        seen.forEach((name, entry) -> directory.seen.put(name, copied.apply(entry)));
        durable.forEach((name, entry) -> directory.durable.put(name, copied.apply(entry)));
        changes.forEach(change -> directory.changes.add(change.of(copied)));
        directory.lost.addAll(lost);
        return directory;
    }

    private void apply(Change change) {
        change.applyTo(seen);
        changes.add(change);
        change.names().forEach(lost::remove);
    }
}
