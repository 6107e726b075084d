package org.allidb.storage.api;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One change of a {@link ChangeBatch}. Immutable.
 *
 * <p>A row whose time to live ends is no change: a consumer looks at {@link StoredRow#expires()} itself. A row with a timestamp that its
 * writer gave may be older than what the row is already: of two changes of a row the one with the greater timestamp counts, and of equal
 * timestamps the later change. A copy that began with a scan does not know the deletions before it; where writers give timestamps, look
 * the row up in the store.
 */
@ProviderType
public sealed interface Change permits Change.Put, Change.Delete, Change.DeleteEntity, Change.DeleteRange {

    /** {@return its place in the tenant's history; grows by one from change to change of a batch} */
    long sequence();

    /** {@return its timestamp: microseconds since 1970-01-01T00:00Z unless the writer gave another} */
    long timestamp();

    /** A row was put. */
    @ProviderType
    non-sealed interface Put extends Change {

        /** {@return the row, with its expiry if it has one, which may be past} */
        StoredRow row();
    }

    /** A row was deleted; it may have been there or not. */
    @ProviderType
    non-sealed interface Delete extends Change {

        /** {@return the row's key} */
        RowKey key();
    }

    /** All rows of an entity were deleted. */
    @ProviderType
    non-sealed interface DeleteEntity extends Change {

        /** {@return the entity} */
        EntityId entity();
    }

    /** All rows of a range of entities were deleted. */
    @ProviderType
    non-sealed interface DeleteRange extends Change {

        /** {@return the first entity, inclusive} */
        EntityId from();

        /** {@return the last entity, exclusive; empty if the range has no end} */
        Optional<EntityId> to();
    }
}
