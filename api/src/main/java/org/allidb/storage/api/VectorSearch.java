package org.allidb.storage.api;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A search for the vectors that are nearest to a given one. It is exact: all vectors of the name and the prefix are compared, one
 * after the other, so it costs what a scan of these entities costs. Immutable.
 *
 * <pre>{@code
 * Neighbours found = store.nearest(VectorSearch.of("body", wanted).prefix(EntityId.of("doc:")).count(10));
 * }</pre>
 */
@ProviderType
public final class VectorSearch {

    /** The most neighbours that a search finds. */
    public static final int MAX_COUNT = 10_000;

    private static final int DEFAULT_COUNT = 10;

    private final VectorRow wanted;
    private final Values values;

    private VectorSearch(VectorRow wanted, Values values) {
        this.wanted = wanted;
        this.values = values;
    }

    /**
     * Returns a search for the ten vectors nearest by {@linkplain VectorMetric#COSINE angle}.
     *
     * @param name which of the entities' vectors, possibly empty
     * @param components what they are compared with; copied, all finite
     * @return the search
     * @throws InvalidArgumentException if there are no or too many components, or one is NaN or infinite
     */
    public static VectorSearch of(String name, float... components) {
        return new VectorSearch(
                VectorRow.of(EntityId.of("wanted"), name, components),
                new Values(VectorMetric.COSINE, DEFAULT_COUNT, Kind.VECTOR, Optional.empty(), Optional.empty()));
    }

    /** {@return which of the entities' vectors} */
    public String name() {
        return wanted.name();
    }

    /** {@return what they are compared with, an array of the caller's own} */
    public float[] components() {
        return wanted.components();
    }

    /** {@return how near two vectors are} */
    public VectorMetric metric() {
        return values.metric;
    }

    /** {@return how many are wanted} */
    public int count() {
        return values.count;
    }

    /** {@return of which kind the rows are} */
    public Kind kind() {
        return values.kind;
    }

    /** {@return first bytes of the entities' ids, or empty for all entities} */
    public Optional<EntityId> prefix() {
        return values.prefix;
    }

    /** {@return which rows may be found, or empty for all rows} */
    public Optional<Predicate<RowKey>> filter() {
        return values.filter;
    }

    /**
     * Returns a search by another metric.
     *
     * @param metric how near two vectors are
     * @return the search
     */
    public VectorSearch metric(VectorMetric metric) {
        return with(new Values(metric, values.count, values.kind, values.prefix, values.filter));
    }

    /**
     * Returns a search for another number of neighbours.
     *
     * @param count 1 to {@link #MAX_COUNT}; fewer are found if there are fewer
     * @return the search
     */
    public VectorSearch count(int count) {
        return with(new Values(values.metric, count, values.kind, values.prefix, values.filter));
    }

    /**
     * Returns a search among rows of a kind of the caller's own, whose values are stored as those of {@link VectorRow}.
     *
     * @param kind the kind
     * @return the search
     */
    public VectorSearch kind(Kind kind) {
        return with(new Values(values.metric, values.count, kind, values.prefix, values.filter));
    }

    /**
     * Returns a search among the entities whose ids start with a prefix.
     *
     * @param prefix first bytes of the ids
     * @return the search
     */
    public VectorSearch prefix(EntityId prefix) {
        return with(new Values(values.metric, values.count, values.kind, Optional.of(prefix), values.filter));
    }

    /**
     * Returns a search among the rows that a filter accepts. As many of these are found as are wanted, if there are so many.
     *
     * <ul>
     *   <li>The filter is asked only for vectors that are nearer than what was found so far. It is called by the thread that
     *       searches, and no lock is held.
     *   <li>It may read the same view. What it throws ends the search.
     *   <li>Searches are equal only if their filters are.
     * </ul>
     *
     * @param filter which rows may be found
     * @return the search
     */
    public VectorSearch filter(Predicate<RowKey> filter) {
        return with(new Values(values.metric, values.count, values.kind, values.prefix, Optional.of(filter)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VectorSearch that && wanted.equals(that.wanted) && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new Object[] {wanted, values});
    }

    @Override
    public String toString() {
        return values.count + " vectors '" + name() + "' nearest by " + values.metric + " to one of "
                + wanted.dimension() + " components";
    }

    private VectorSearch with(Values other) {
        return new VectorSearch(wanted, other);
    }

    private record Values(
            VectorMetric metric, int count, Kind kind, Optional<EntityId> prefix, Optional<Predicate<RowKey>> filter) {

        Values {
            if (count < 1 || count > MAX_COUNT) {
                throw new InvalidArgumentException(
                        "a search for " + count + " neighbours is not allowed; use 1 to " + MAX_COUNT);
            }
        }
    }
}
