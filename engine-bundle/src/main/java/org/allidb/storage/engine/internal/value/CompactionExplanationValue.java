package org.allidb.storage.engine.internal.value;

import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.CompactionExplanation;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.MergeGain;
import org.allidb.storage.spi.compaction.TableSummary;

/**
 * The engine's {@link CompactionExplanation}.
 *
 * @param due what the strategy owes
 */
public record CompactionExplanationValue(
        String strategy,
        List<Group> groups,
        long overwrittenBytes,
        Optional<Proposal> proposal,
        CompactionDebt due,
        List<String> next)
        implements CompactionExplanation {

    @Override
    public int dueTables() {
        return due.tables();
    }

    @Override
    public long dueBytes() {
        return due.bytes();
    }

    /**
     * The engine's {@link Group}.
     *
     * @param members of one level, the smallest first; at least one
     * @param inputs the numbers of all tables that are proposed
     */
    public record GroupValue(List<TableSummary> members, List<Long> inputs) implements Group {

        @Override
        public int level() {
            return members.getFirst().level();
        }

        @Override
        public int tables() {
            return members.size();
        }

        @Override
        public long bytes() {
            return MergeGain.of(members).bytes();
        }

        @Override
        public long leastBytes() {
            return members.getFirst().properties().fileBytes();
        }

        @Override
        public long mostBytes() {
            return members.getLast().properties().fileBytes();
        }

        @Override
        public long overwrittenBytes() {
            return MergeGain.of(members).droppedBytes();
        }

        @Override
        public int proposed() {
            return (int) members.stream()
                    .filter(table -> inputs.contains(table.properties().tableId()))
                    .count();
        }

        @Override
        public int compacting() {
            return (int) members.stream().filter(TableSummary::busy).count();
        }
    }

    /** The engine's {@link Proposal}. */
    public record ProposalValue(
            String action, List<Long> tables, long bytes, long overwrittenBytes, int targetLevel, String reason)
            implements Proposal {}
}
