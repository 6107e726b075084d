package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The identity of a row inside a tenant.
 *
 * @param entity the entity
 * @param kind the kind
 * @param qualifier what tells it from the entity's other rows of that kind
 */
@ProviderType
public record RowKey(EntityId entity, Kind kind, Qualifier qualifier) implements Comparable<RowKey> {

    /**
     * The key of an entity's vector.
     *
     * @param entity the entity
     * @param name the vector's name, possibly empty
     * @return the key
     */
    public static RowKey vector(EntityId entity, String name) {
        return new RowKey(entity, Kind.VECTOR, Qualifier.of(name));
    }

    /**
     * The key of an edge.
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
     * The key of a chunk.
     *
     * @param entity the entity
     * @param chunkId the chunk's id
     * @return the key
     */
    public static RowKey chunk(EntityId entity, String chunkId) {
        return new RowKey(entity, Kind.CHUNK, Qualifier.of(chunkId));
    }

    /**
     * The key of what is known of an entity itself.
     *
     * @param entity the entity
     * @return the key
     */
    public static RowKey meta(EntityId entity) {
        return new RowKey(entity, Kind.META, Qualifier.NONE);
    }

    /**
     * The key of an entity's plain value.
     *
     * @param entity the entity
     * @return the key
     */
    public static RowKey value(EntityId entity) {
        return new RowKey(entity, Kind.VALUE, Qualifier.NONE);
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
