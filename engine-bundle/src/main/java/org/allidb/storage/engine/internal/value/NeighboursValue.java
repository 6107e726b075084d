package org.allidb.storage.engine.internal.value;

import java.util.List;
import org.allidb.storage.api.Neighbour;
import org.allidb.storage.api.Neighbours;

/** The engine's {@link Neighbours}. */
public record NeighboursValue(List<Neighbour> nearest, long compared, long otherDimension) implements Neighbours {}
