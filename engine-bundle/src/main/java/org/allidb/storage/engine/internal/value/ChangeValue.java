package org.allidb.storage.engine.internal.value;

import java.util.Optional;
import org.allidb.storage.api.Change;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StoredRow;

/** The engine's {@link Change}s. */
public final class ChangeValue {

    private ChangeValue() {}

    /** A row that was put. */
    public record Put(StoredRow row) implements Change.Put {

        @Override
        public long sequence() {
            return row.sequence();
        }

        @Override
        public long timestamp() {
            return row.timestamp();
        }
    }

    /** A row that was deleted. */
    public record Delete(RowKey key, long sequence, long timestamp) implements Change.Delete {}

    /** An entity that was deleted. */
    public record DeleteEntity(EntityId entity, long sequence, long timestamp) implements Change.DeleteEntity {}

    /** A range of entities that was deleted. */
    public record DeleteRange(EntityId from, Optional<EntityId> to, long sequence, long timestamp)
            implements Change.DeleteRange {}
}
