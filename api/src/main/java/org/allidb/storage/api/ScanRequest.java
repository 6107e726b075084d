package org.allidb.storage.api;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A request that says which rows a scan visits: those for which all given conditions hold.
 *
 * <p>Rows are ordered by entity, then kind, then qualifier. So the rows of an entity, of one of its kinds, and a slice of these by
 * qualifier each lie side by side, and a scan of them reads nothing else:
 *
 * <pre>{@code
 * ScanRequest.ofEdges(person, "knows");                                   // the edges of one relation
 * ScanRequest.of(sensor, Kind.custom(0x40), Qualifier.of("2026-11-"));    // the readings of a month
 * }</pre>
 */
@ProviderType
public final class ScanRequest {

    private static final ScanRequest ALL =
            new ScanRequest(new Conditions(Entities.ALL, Rows.ALL, Set.of(), false, 0, Optional.empty()));

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

    /** {@return last entity, inclusive} */
    public Optional<EntityId> through() {
        return conditions.entities.through;
    }

    /** {@return first row, inclusive} */
    public Optional<RowKey> fromRow() {
        return conditions.rows.from;
    }

    /** {@return last row, exclusive} */
    public Optional<RowKey> toRow() {
        return conditions.rows.to;
    }

    /** {@return last row, inclusive} */
    public Optional<RowKey> throughRow() {
        return conditions.rows.through;
    }

    /** {@return entity, kind and first bytes of the qualifiers} */
    public Optional<RowKey> slice() {
        return conditions.rows.slice;
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
     * Returns a request for all rows of an entity.
     *
     * @param entity the entity
     * @return the request
     */
    public static ScanRequest of(EntityId entity) {
        return ALL.from(entity).through(entity);
    }

    /**
     * Returns a request for the rows of one kind of an entity.
     *
     * @param entity the entity
     * @param kind the kind
     * @return the request
     */
    public static ScanRequest of(EntityId entity, Kind kind) {
        return of(entity, kind, Qualifier.NONE);
    }

    /**
     * Returns a request for the rows of one kind of an entity whose qualifiers start with a prefix.
     *
     * @param entity the entity
     * @param kind the kind
     * @param prefix first bytes of the qualifiers
     * @return the request
     */
    public static ScanRequest of(EntityId entity, Kind kind, Qualifier prefix) {
        RowKey slice = RowKey.of(entity, kind, prefix);
        return ALL.over(new Rows(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(slice)));
    }

    /**
     * Returns a request for the edges of one relation that start at an entity.
     *
     * @param entity where they start
     * @param relation what they mean
     * @return the request, in the order of their targets
     */
    public static ScanRequest ofEdges(EntityId entity, String relation) {
        return of(entity, Kind.EDGE, EdgeRow.qualifierStart(relation));
    }

    /**
     * Returns a request for the same rows from an entity on.
     *
     * @param entity inclusive
     * @return the request
     */
    public ScanRequest from(EntityId entity) {
        Entities entities = conditions.entities;
        return over(new Entities(Optional.of(entity), entities.to, entities.through, entities.prefix));
    }

    /**
     * Returns a request for the same rows up to an entity.
     *
     * @param entity exclusive
     * @return the request
     */
    public ScanRequest to(EntityId entity) {
        Entities entities = conditions.entities;
        return over(new Entities(entities.from, Optional.of(entity), entities.through, entities.prefix));
    }

    /**
     * Returns a request for the same rows up to an entity and with it.
     *
     * @param entity inclusive
     * @return the request
     */
    public ScanRequest through(EntityId entity) {
        Entities entities = conditions.entities;
        return over(new Entities(entities.from, entities.to, Optional.of(entity), entities.prefix));
    }

    /**
     * Returns a request for the same rows from a row on.
     *
     * @param row inclusive; need not exist
     * @return the request
     */
    public ScanRequest fromRow(RowKey row) {
        Rows rows = conditions.rows;
        return over(new Rows(Optional.of(row), rows.to, rows.through, rows.slice));
    }

    /**
     * Returns a request for the same rows up to a row.
     *
     * @param row exclusive; need not exist
     * @return the request
     */
    public ScanRequest toRow(RowKey row) {
        Rows rows = conditions.rows;
        return over(new Rows(rows.from, Optional.of(row), rows.through, rows.slice));
    }

    /**
     * Returns a request for the same rows up to a row and with it.
     *
     * @param row inclusive; need not exist
     * @return the request
     */
    public ScanRequest throughRow(RowKey row) {
        Rows rows = conditions.rows;
        return over(new Rows(rows.from, rows.to, Optional.of(row), rows.slice));
    }

    /**
     * Returns a copy with a prefix.
     *
     * @param start first bytes of the entities' ids
     * @return the request
     */
    public ScanRequest prefix(EntityId start) {
        Entities entities = conditions.entities;
        return over(new Entities(entities.from, entities.to, entities.through, Optional.of(start)));
    }

    /**
     * Returns a request for the same rows, of some kinds only.
     *
     * @param wanted the kinds
     * @return the request
     */
    public ScanRequest kinds(Kind... wanted) {
        return new ScanRequest(new Conditions(
                conditions.entities,
                conditions.rows,
                Set.of(wanted),
                conditions.reverse,
                conditions.limit,
                conditions.resumeAfter));
    }

    /**
     * Returns a request for the same rows in the other direction.
     *
     * @return the request
     */
    public ScanRequest reversed() {
        return new ScanRequest(new Conditions(
                conditions.entities,
                conditions.rows,
                conditions.kinds,
                !conditions.reverse,
                conditions.limit,
                conditions.resumeAfter));
    }

    /**
     * Returns a copy with a limit.
     *
     * @param rows most rows, 0 for all
     * @return the request
     */
    public ScanRequest limit(long rows) {
        return new ScanRequest(new Conditions(
                conditions.entities,
                conditions.rows,
                conditions.kinds,
                conditions.reverse,
                rows,
                conditions.resumeAfter));
    }

    /**
     * Returns a request for the same rows after the place where an earlier scan stopped.
     *
     * @param key what {@link Cursor#resumeKey()} gave
     * @return the request
     */
    public ScanRequest resumeAfter(ResumeKey key) {
        return new ScanRequest(new Conditions(
                conditions.entities,
                conditions.rows,
                conditions.kinds,
                conditions.reverse,
                conditions.limit,
                Optional.of(key)));
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
        return over(entities, conditions.rows);
    }

    private ScanRequest over(Rows rows) {
        return over(conditions.entities, rows);
    }

    private ScanRequest over(Entities entities, Rows rows) {
        return new ScanRequest(new Conditions(
                entities, rows, conditions.kinds, conditions.reverse, conditions.limit, conditions.resumeAfter));
    }

    private record Conditions(
            Entities entities,
            Rows rows,
            Set<Kind> kinds,
            boolean reverse,
            long limit,
            Optional<ResumeKey> resumeAfter) {

        Conditions {
            kinds = Set.copyOf(kinds);
            if (limit < 0) {
                throw new InvalidArgumentException("a scan's limit is " + limit + "; use 0 for all rows");
            }
        }
    }

    private record Entities(
            Optional<EntityId> from, Optional<EntityId> to, Optional<EntityId> through, Optional<EntityId> prefix) {

        static final Entities ALL =
                new Entities(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private record Rows(Optional<RowKey> from, Optional<RowKey> to, Optional<RowKey> through, Optional<RowKey> slice) {

        static final Rows ALL = new Rows(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
