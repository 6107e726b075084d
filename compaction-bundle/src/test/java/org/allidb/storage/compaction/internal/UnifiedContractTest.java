package org.allidb.storage.compaction.internal;

import java.util.Map;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.testkit.CompactionStrategyContract;
import org.junit.jupiter.api.Nested;

class UnifiedContractTest {

    @Nested
    class Tiered extends Scaled {

        Tiered() {
            super("T4");
        }
    }

    @Nested
    class Leveled extends Scaled {

        Leveled() {
            super("L10");
        }
    }

    @Nested
    class TieredAboveLeveled extends Scaled {

        TieredAboveLeveled() {
            super("T8, N, L3");
        }
    }

    abstract static class Scaled extends CompactionStrategyContract {

        private final String scaling;

        Scaled(String scaling) {
            this.scaling = scaling;
        }

        @Override
        protected CompactionStrategy strategy() {
            return new UnifiedStrategy();
        }

        @Override
        protected CompactionOptions options() {
            return Options.make(CompactionOptions.class, Map.of("scaling", scaling));
        }
    }
}
