package org.allidb.storage.api;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A request that says which rows a scan visits: those for which all given conditions hold. */
@ProviderType
public final class ScanRequest {

    private static final ScanRequest ALL = new ScanRequest(new Conditions(
            new Entities(Optional.empty(), Optional.empty(), Optional.empty()), Set.of(), false, 0, Optional.empty()));

    private final Conditions conditions;

    private ScanRequest(Conditions conditions) {
        this.conditions = conditions;
    }

    /** {@return first entity, inclusive} */
    public Optional<EntityId> from() {
        return conditions.entities.from;
    }

    /** {@return last entity, exclusive} */
    public Optional<EntityId> to() {
        return conditions.entities.to;
    }

    /** {@return first bytes of the entities' ids} */
    public Optional<EntityId> prefix() {
        return conditions.entities.prefix;
    }

    /** {@return kinds wanted; empty for all} */
    public Set<Kind> kinds() {
        return conditions.kinds;
    }

    /** {@return whether to go from the last row to the first} */
    public boolean reverse() {
        return conditions.reverse;
    }

    /** {@return most rows, 0 for all} */
    public long limit() {
        return conditions.limit;
    }

    /** {@return where an earlier scan with otherwise the same conditions stopped} */
    public Optional<ResumeKey> resumeAfter() {
        return conditions.resumeAfter;
    }

    /**
     * Returns a request for all rows, ascending.
     *
     * @return the request
     */
    public static ScanRequest all() {
        return ALL;
    }

    /**
     * Returns a request for all rows of entities whose ids start with a prefix.
     *
     * @param prefix the prefix, not empty
     * @return the request
     */
    public static ScanRequest ofPrefix(String prefix) {
        return ALL.prefix(EntityId.of(prefix));
    }

    /**
     * Returns a request for the same rows from an entity on.
     *
     * @param entity inclusive
     * @return the request
     */
    public ScanRequest from(EntityId entity) {
        Entities entities = conditions.entities;
        return over(new Entities(Optional.of(entity), entities.to, entities.prefix));
    }

    /**
     * Returns a request for the same rows up to an entity.
     *
     * @param entity exclusive
     * @return the request
     */
    public ScanRequest to(EntityId entity) {
        Entities entities = conditions.entities;
        return over(new Entities(entities.from, Optional.of(entity), entities.prefix));
    }

    /**
     * Returns a copy with a prefix.
     *
     * @param start first bytes of the entities' ids
     * @return the request
     */
    public ScanRequest prefix(EntityId start) {
        Entities entities = conditions.entities;
        return over(new Entities(entities.from, entities.to, Optional.of(start)));
    }

    /**
     * Returns a request for the same rows, of some kinds only.
     *
     * @param wanted the kinds
     * @return the request
     */
    public ScanRequest kinds(Kind... wanted) {
        return new ScanRequest(new Conditions(
                conditions.entities, Set.of(wanted), conditions.reverse, conditions.limit, conditions.resumeAfter));
    }

    /**
     * Returns a request for the same rows in the other direction.
     *
     * @return the request
     */
    public ScanRequest reversed() {
        return new ScanRequest(new Conditions(
                conditions.entities, conditions.kinds, !conditions.reverse, conditions.limit, conditions.resumeAfter));
    }

    /**
     * Returns a copy with a limit.
     *
     * @param rows most rows, 0 for all
     * @return the request
     */
    public ScanRequest limit(long rows) {
        return new ScanRequest(new Conditions(
                conditions.entities, conditions.kinds, conditions.reverse, rows, conditions.resumeAfter));
    }

    /**
     * Returns a request for the same rows after the place where an earlier scan stopped.
     *
     * @param key what {@link Cursor#resumeKey()} gave
     * @return the request
     */
    public ScanRequest resumeAfter(ResumeKey key) {
        return new ScanRequest(new Conditions(
                conditions.entities, conditions.kinds, conditions.reverse, conditions.limit, Optional.of(key)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ScanRequest that && conditions.equals(that.conditions);
    }

    @Override
    public int hashCode() {
        return conditions.hashCode();
    }

    @Override
    public String toString() {
        return conditions.toString();
    }

    private ScanRequest over(Entities entities) {
        return new ScanRequest(new Conditions(
                entities, conditions.kinds, conditions.reverse, conditions.limit, conditions.resumeAfter));
    }

    private record Conditions(
            Entities entities, Set<Kind> kinds, boolean reverse, long limit, Optional<ResumeKey> resumeAfter) {

        Conditions {
            kinds = Set.copyOf(kinds);
            if (limit < 0) {
                throw new InvalidArgumentException("a scan's limit is " + limit + "; use 0 for all rows");
            }
        }
    }

    private record Entities(Optional<EntityId> from, Optional<EntityId> to, Optional<EntityId> prefix) {}
}
