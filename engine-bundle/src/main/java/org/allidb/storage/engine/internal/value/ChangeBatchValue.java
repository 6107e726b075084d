package org.allidb.storage.engine.internal.value;

import java.util.List;
import org.allidb.storage.api.Change;
import org.allidb.storage.api.ChangeBatch;
import org.allidb.storage.api.ChangePosition;

/** The engine's {@link ChangeBatch}. */
public record ChangeBatchValue(ChangePosition position, List<Change> changes) implements ChangeBatch {}
