package org.allidb.storage.compaction.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.allidb.storage.api.config.CompactionScaling;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.KeyRange;

/**
 * The levels of {@link UnifiedStrategy}, computed from the tables.
 *
 * <ul>
 *   <li>Tables without common keys that were written to one level are a <em>run</em>. The bytes of a run are the <em>density</em> of its
 *       tables: the size that one of them would have if it were as wide as all of them. New tables below the least size are runs of
 *       their own, so that many small ones are merged although they have no keys in common.
 *       Tables that meet in one key have none in common: of two outputs of a merge, the first may have range tombstones up to the
 *       first key of the second.
 *   <li>A <em>level</em> has the runs of which the largest is one fan factor larger than the smallest.
 *   <li>A <em>section</em> of a level has tables that overlap, from one to the next. Its depth is how many lie over one key. Level 0 is one
 *       section.
 * </ul>
 */
final class DensityLevels {

    private static final int MOST = 63;

    private static final Comparator<TableSummary> AS_WRITTEN = Comparator.comparingInt(TableSummary::level)
            .thenComparingLong(table -> table.properties().tableId());
    private static final Comparator<TableSummary> BY_FIRST_KEY =
            Comparator.comparing(table -> table.properties().keys().first(), KeyOrder::compare);
    private static final Comparator<TableSummary> BY_LAST_KEY = Comparator.<TableSummary, byte[]>comparing(
                    table -> table.properties().keys().last(), KeyOrder::compare)
            .thenComparing(BY_FIRST_KEY);

    private final CompactionScaling scaling;
    private final long leastBytes;
    private final Map<Long, Run> runs = new HashMap<>();
    private final Map<Integer, List<TableSummary>> levels = new TreeMap<>();

    /**
     * Tables of a level that overlap, from one to the next.
     *
     * @param tables as they were written
     * @param depth how many lie over one key
     * @param runBytes the bytes of each run that has tables in it, of these alone; ascending
     * @param density the bytes of all these runs
     */
    record Section(int level, List<TableSummary> tables, int depth, List<Long> runBytes, long density) {}

    /** Tables without common keys, by their first key. */
    private static final class Run {

        private final TreeMap<byte[], KeyRange> tables = new TreeMap<>(KeyOrder::compare);
        private long bytes;

        boolean isFree(KeyRange keys) {
            Map.Entry<byte[], KeyRange> before = tables.lowerEntry(keys.last());
            return !tables.containsKey(keys.first())
                    && (before == null || KeyOrder.compare(before.getValue().last(), keys.first()) <= 0);
        }

        void add(TableSummary table) {
            KeyRange keys = table.properties().keys();
            tables.put(keys.first(), keys);
            bytes += table.properties().fileBytes();
        }
    }

    private DensityLevels(CompactionScaling scaling, long leastBytes) {
        this.scaling = scaling;
        this.leastBytes = leastBytes;
    }

    static DensityLevels of(CompactionView view) {
        DensityLevels made = new DensityLevels(
                view.options().levelScaling(), Math.max(1, view.options().minSizeBytes()));
        List<TableSummary> tables = view.tables().stream().sorted(AS_WRITTEN).toList();
        Map<Integer, List<Run>> written = new HashMap<>();
        for (TableSummary table : tables) {
            boolean alone = table.level() == 0 && table.properties().fileBytes() < made.leastBytes;
            List<Run> beside =
                    alone ? new ArrayList<>() : written.computeIfAbsent(table.level(), _ -> new ArrayList<>());
            Run run = beside.stream()
                    .filter(other -> other.isFree(table.properties().keys()))
                    .findFirst()
                    .orElseGet(() -> {
                        beside.add(new Run());
                        return beside.getLast();
                    });
            run.add(table);
            made.runs.put(table.properties().tableId(), run);
        }
        for (TableSummary table : tables) {
            made.levels
                    .computeIfAbsent(made.level(table), _ -> new ArrayList<>())
                    .add(table);
        }
        return made;
    }

    /** Returns the level of a table. */
    int level(TableSummary table) {
        return levelOf(run(table).bytes);
    }

    /** Returns the level of a density in bytes. */
    int levelOf(long density) {
        int level = 0;
        double next = (double) leastBytes * scaling.fanFactor(0);
        while (density >= next && level < MOST) {
            level++;
            next *= scaling.fanFactor(level);
        }
        return level;
    }

    /** Returns whether no table but some is in a level below one. */
    boolean isLast(int level, Collection<TableSummary> but) {
        Set<Long> without = new HashSet<>();
        but.forEach(table -> without.add(table.properties().tableId()));
        return levels.entrySet().stream()
                .filter(entry -> entry.getKey() > level)
                .flatMap(entry -> entry.getValue().stream())
                .allMatch(table -> without.contains(table.properties().tableId()));
    }

    /** Returns the sections of all levels, the smallest level first. */
    List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        levels.forEach((level, tables) -> {
            if (level == 0) {
                long depth = tables.stream().map(this::run).distinct().count();
                sections.add(section(0, tables, (int) depth));
            } else {
                addSections(level, tables, sections);
            }
        });
        return sections;
    }

    private void addSections(int level, List<TableSummary> tables, List<Section> sections) {
        List<TableSummary> section = new ArrayList<>();
        PriorityQueue<TableSummary> over = new PriorityQueue<>(BY_LAST_KEY);
        int depth = 0;
        for (TableSummary table : tables.stream().sorted(BY_FIRST_KEY).toList()) {
            while (!over.isEmpty() && isBefore(over.element(), table)) {
                over.remove();
            }
            if (over.isEmpty() && !section.isEmpty()) {
                sections.add(section(level, section, depth));
                section = new ArrayList<>();
                depth = 0;
            }
            section.add(table);
            over.add(table);
            depth = Math.max(depth, over.size());
        }
        sections.add(section(level, section, depth));
    }

    private Section section(int level, List<TableSummary> tables, int depth) {
        Map<Run, Long> bytes = new HashMap<>();
        tables.forEach(table -> bytes.merge(run(table), table.properties().fileBytes(), Long::sum));
        long density = bytes.keySet().stream().mapToLong(run -> run.bytes).sum();
        return new Section(
                level,
                tables.stream().sorted(AS_WRITTEN).toList(),
                depth,
                bytes.values().stream().sorted().toList(),
                density);
    }

    private Run run(TableSummary table) {
        Run run = runs.get(table.properties().tableId());
        if (run == null) {
            throw new IllegalArgumentException(table + " is not of this view");
        }
        return run;
    }

    /** Returns whether a table ends where another one begins, or before, and does not begin there too. */
    private static boolean isBefore(TableSummary table, TableSummary other) {
        byte[] bound = other.properties().keys().first();
        KeyRange keys = table.properties().keys();
        return KeyOrder.compare(keys.last(), bound) <= 0 && KeyOrder.compare(keys.first(), bound) < 0;
    }
}
