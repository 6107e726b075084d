package org.allidb.storage.engine.internal.value;

import org.allidb.storage.api.Neighbour;
import org.allidb.storage.api.RowKey;

/** The engine's {@link Neighbour}. */
public record NeighbourValue(RowKey key, double distance) implements Neighbour {}
