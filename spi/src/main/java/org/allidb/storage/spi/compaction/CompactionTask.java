package org.allidb.storage.spi.compaction;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What a strategy proposes. The engine checks it: the inputs exist, are not busy, are named once. */
@ProviderType
public sealed interface CompactionTask {

    /**
     * The tables concerned.
     *
     * @return their numbers, at least one
     */
    List<Long> inputs();

    /**
     * Why, for logs and events.
     *
     * @return a few words
     */
    String reason();

    /**
     * Merge tables into new ones.
     *
     * @param inputs the tables
     * @param targetLevel level of the outputs
     * @param bottom whether the outputs are the largest tier or last level, which has a codec of its own
     * @param reason why
     */
    record Merge(List<Long> inputs, int targetLevel, boolean bottom, String reason) implements CompactionTask {

        /** Copies the list. */
        public Merge {
            inputs = List.copyOf(inputs);
        }
    }

    /**
     * Move tables to another level without reading them.
     *
     * @param inputs the tables
     * @param targetLevel their new level
     * @param reason why
     */
    record Move(List<Long> inputs, int targetLevel, String reason) implements CompactionTask {

        /** Copies the list. */
        public Move {
            inputs = List.copyOf(inputs);
        }
    }

    /**
     * Drop tables all of whose rows have expired. The engine checks that nothing older can come to light.
     *
     * @param inputs the tables
     * @param reason why
     */
    record Drop(List<Long> inputs, String reason) implements CompactionTask {

        /** Copies the list. */
        public Drop {
            inputs = List.copyOf(inputs);
        }
    }
}
