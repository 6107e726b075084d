package org.allidb.storage.spi.compaction;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** What a strategy proposes. The engine checks it: the inputs exist, are not busy, are named once. */
@ProviderType
public sealed interface CompactionTask {

    /**
     * Returns the tables concerned.
     *
     * @return their numbers, at least one
     */
    List<Long> inputs();

    /**
     * Returns the reason, for logs and events.
     *
     * @return a few words
     */
    String reason();

    /** A merge of tables into new ones. */
    @ProviderType
    final class Merge implements CompactionTask {

        private final List<Long> inputs;
        private final int targetLevel;
        private final boolean bottom;
        private final String reason;

        private Merge(List<Long> inputs, int targetLevel, boolean bottom, String reason) {
            this.inputs = List.copyOf(inputs);
            this.targetLevel = targetLevel;
            this.bottom = bottom;
            this.reason = reason;
        }

        /**
         * Proposes to merge tables into new ones.
         *
         * @param inputs the tables
         * @param targetLevel level of the outputs
         * @param bottom whether the outputs are the largest tier or last level, which has a codec of its own
         * @param reason why
         * @return the value
         */
        public static Merge of(List<Long> inputs, int targetLevel, boolean bottom, String reason) {
            return new Merge(inputs, targetLevel, bottom, reason);
        }

        @Override
        public List<Long> inputs() {
            return inputs;
        }

        /** {@return level of the outputs} */
        public int targetLevel() {
            return targetLevel;
        }

        /** {@return whether the outputs are the largest tier or last level, which has a codec of its own} */
        public boolean bottom() {
            return bottom;
        }

        @Override
        public String reason() {
            return reason;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Merge that
                    && inputs.equals(that.inputs)
                    && targetLevel == that.targetLevel
                    && bottom == that.bottom
                    && reason.equals(that.reason);
        }

        @Override
        public int hashCode() {
            return Objects.hash(inputs, targetLevel, bottom, reason);
        }

        @Override
        public String toString() {
            return "merge " + inputs + " into level " + targetLevel + (bottom ? ", bottom: " : ": ") + reason;
        }
    }

    /** A move of tables to another level, without reading them. */
    @ProviderType
    final class Move implements CompactionTask {

        private final List<Long> inputs;
        private final int targetLevel;
        private final String reason;

        private Move(List<Long> inputs, int targetLevel, String reason) {
            this.inputs = List.copyOf(inputs);
            this.targetLevel = targetLevel;
            this.reason = reason;
        }

        /**
         * Proposes to move tables to another level without reading them.
         *
         * @param inputs the tables
         * @param targetLevel their new level
         * @param reason why
         * @return the value
         */
        public static Move of(List<Long> inputs, int targetLevel, String reason) {
            return new Move(inputs, targetLevel, reason);
        }

        @Override
        public List<Long> inputs() {
            return inputs;
        }

        /** {@return their new level} */
        public int targetLevel() {
            return targetLevel;
        }

        @Override
        public String reason() {
            return reason;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Move that
                    && inputs.equals(that.inputs)
                    && targetLevel == that.targetLevel
                    && reason.equals(that.reason);
        }

        @Override
        public int hashCode() {
            return Objects.hash(inputs, targetLevel, reason);
        }

        @Override
        public String toString() {
            return "move " + inputs + " to level " + targetLevel + ": " + reason;
        }
    }

    /** A drop of tables all of whose rows have expired. The engine checks that nothing older can come to light. */
    @ProviderType
    final class Drop implements CompactionTask {

        private final List<Long> inputs;
        private final String reason;

        private Drop(List<Long> inputs, String reason) {
            this.inputs = List.copyOf(inputs);
            this.reason = reason;
        }

        /**
         * Proposes to drop tables all of whose rows have expired.
         *
         * @param inputs the tables
         * @param reason why
         * @return the value
         */
        public static Drop of(List<Long> inputs, String reason) {
            return new Drop(inputs, reason);
        }

        @Override
        public List<Long> inputs() {
            return inputs;
        }

        @Override
        public String reason() {
            return reason;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Drop that && inputs.equals(that.inputs) && reason.equals(that.reason);
        }

        @Override
        public int hashCode() {
            return Objects.hash(inputs, reason);
        }

        @Override
        public String toString() {
            return "drop " + inputs + ": " + reason;
        }
    }
}
