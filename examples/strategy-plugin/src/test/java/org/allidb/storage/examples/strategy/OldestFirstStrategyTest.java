package org.allidb.storage.examples.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.ServiceLoader;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.testkit.CompactionStrategyContract;
import org.junit.jupiter.api.Test;

/** What every strategy must do, and that this one is found. */
class OldestFirstStrategyTest extends CompactionStrategyContract {

    @Override
    protected CompactionStrategy strategy() {
        return new OldestFirstStrategy();
    }

    @Test
    void isFoundByTheServiceLoader() {
        List<String> names = ServiceLoader.load(CompactionStrategy.class).stream()
                .map(provider -> provider.get().name())
                .toList();
        assertEquals(List.of("oldest-first"), names);
    }
}
