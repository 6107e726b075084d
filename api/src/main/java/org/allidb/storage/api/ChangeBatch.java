package org.allidb.storage.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What one write has changed, whole: its changes became visible together. Immutable. */
@ProviderType
public interface ChangeBatch {

    /** {@return where to continue once this batch is done with} */
    ChangePosition position();

    /**
     * Returns the changes.
     *
     * @return at least one, in the order in which they were added to the write
     */
    List<Change> changes();
}
