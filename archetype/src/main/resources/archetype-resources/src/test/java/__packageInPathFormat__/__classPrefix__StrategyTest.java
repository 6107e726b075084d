package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.LongStream;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.testkit.CompactionStrategyContract;
import org.allidb.storage.testkit.TableSummaries;
import org.junit.jupiter.api.Test;

/** What every strategy must do, which the contract tests, and what this one does. */
class ${classPrefix}StrategyTest extends CompactionStrategyContract {

    @Override
    protected CompactionStrategy strategy() {
        return new ${classPrefix}Strategy();
    }

    @Test
    void mergesTheOldestTables() {
        CompactionTask task = strategy().propose(view(6)).orElseThrow();
        assertEquals(List.of(1L, 2L, 3L, 4L), task.inputs());
    }

    @Test
    void owesTheTablesThatItDoesNotWaitWith() {
        assertEquals(0, strategy().debt(view(3)).tables());
        assertEquals(3, strategy().debt(view(6)).tables());
    }

    /** So many tables of 1 MiB, one written after the other. */
    private CompactionView view(int tables) {
        List<TableSummary> summaries = LongStream.rangeClosed(1, tables)
                .mapToObj(id -> TableSummaries.table(id, 1, id, "a", "z"))
                .toList();
        return CompactionView.of(summaries, options(), tables);
    }

    @Test
    void isFoundByTheServiceLoader() {
        List<String> names = ServiceLoader.load(CompactionStrategy.class).stream()
                .map(provider -> provider.get().name())
                .toList();
        assertEquals(List.of("${providerName}"), names);
    }
}
