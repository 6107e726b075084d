package org.allidb.storage.api;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The identity of a row inside a tenant: entity, kind and qualifier. */
@ProviderType
public final class RowKey implements Comparable<RowKey> {

    private final EntityId entity;
    private final Kind kind;
    private final Qualifier qualifier;

    private RowKey(EntityId entity, Kind kind, Qualifier qualifier) {
        this.entity = entity;
        this.kind = kind;
        this.qualifier = qualifier;
    }

    /**
     * Makes a key.
     *
     * @param entity the entity
     * @param kind the kind
     * @param qualifier what tells the row from the entity's other rows of that kind
     * @return the key
     */
    public static RowKey of(EntityId entity, Kind kind, Qualifier qualifier) {
        return new RowKey(entity, kind, qualifier);
    }

    /**
     * Makes the key of an entity's vector.
     *
     * @param entity the entity
     * @param name the vector's name, possibly empty
     * @return the key
     */
    public static RowKey vector(EntityId entity, String name) {
        return new RowKey(entity, Kind.VECTOR, Qualifier.of(name));
    }

    /**
     * Makes the key of an edge.
     *
     * @param entity where it starts
     * @param relation what it means
     * @param target where it ends
     * @return the key
     */
    public static RowKey edge(EntityId entity, String relation, EntityId target) {
        return new RowKey(entity, Kind.EDGE, EdgeRow.qualifier(relation, target));
    }

    /**
     * Makes the key of a chunk.
     *
     * @param entity the entity
     * @param chunkId the chunk's id
     * @return the key
     */
    public static RowKey chunk(EntityId entity, String chunkId) {
        return new RowKey(entity, Kind.CHUNK, Qualifier.of(chunkId));
    }

    /**
     * Makes the key of what is known of an entity itself.
     *
     * @param entity the entity
     * @return the key
     */
    public static RowKey meta(EntityId entity) {
        return new RowKey(entity, Kind.META, Qualifier.NONE);
    }

    /**
     * Makes the key of an entity's plain value.
     *
     * @param entity the entity
     * @return the key
     */
    public static RowKey value(EntityId entity) {
        return new RowKey(entity, Kind.VALUE, Qualifier.NONE);
    }

    /** {@return the entity} */
    public EntityId entity() {
        return entity;
    }

    /** {@return the kind} */
    public Kind kind() {
        return kind;
    }

    /** {@return what tells the row from the entity's other rows of that kind} */
    public Qualifier qualifier() {
        return qualifier;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowKey key
                && kind.equals(key.kind)
                && entity.equals(key.entity)
                && qualifier.equals(key.qualifier);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * entity.hashCode() + kind.hashCode()) + qualifier.hashCode();
    }

    @Override
    public String toString() {
        return kind + " " + entity + " '" + qualifier + "'";
    }

    @Override
    public int compareTo(RowKey other) {
        int byEntity = entity.compareTo(other.entity);
        if (byEntity != 0) {
            return byEntity;
        }
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : qualifier.compareTo(other.qualifier);
    }
}
