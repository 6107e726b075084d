package org.allidb.storage.examples.strategy;

import java.util.List;
import java.util.ServiceLoader;
import org.allidb.storage.spi.compaction.CompactionOptions;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionView;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OldestFirstStrategyTest {

    @Test
    void isFoundByTheServiceLoader() {
        List<String> names = ServiceLoader.load(CompactionStrategy.class).stream()
                .map(provider -> provider.get().name())
                .toList();
        assertEquals(List.of("oldest-first"), names);
    }

    @Test
    void proposesNothingWithoutTables() {
        CompactionView nothing = new CompactionView(List.of(), CompactionOptions.DEFAULTS, 0);
        assertTrue(new OldestFirstStrategy().propose(nothing).isEmpty());
    }
}
