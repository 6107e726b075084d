package org.allidb.storage.api;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An edge from an entity to another.
 *
 * <p>Its qualifier is the relation in UTF-8, a zero byte, and the target's id; it is stored as weight (float32) and
 * properties (a string map), little-endian.
 */
@ProviderType
public final class EdgeRow implements Row {

    private final EntityId entity;
    private final String relation;
    private final EntityId target;
    private final float weight;
    private final Map<String, String> properties;

    private EdgeRow(EntityId entity, String relation, EntityId target, float weight, Map<String, String> properties) {
        this.entity = entity;
        this.relation = relation;
        this.target = target;
        this.weight = weight;
        this.properties = Map.copyOf(properties);
        qualifier(relation, target);
        if (!Float.isFinite(weight)) {
            throw new InvalidArgumentException("the weight of an edge is " + weight + "; it must be finite");
        }
    }

    /**
     * Makes an edge of weight 1 without properties.
     *
     * @param entity where it starts
     * @param relation what it means; no character U+0000
     * @param target where it ends
     * @return the row
     * @throws InvalidArgumentException if the relation has U+0000
     */
    public static EdgeRow of(EntityId entity, String relation, EntityId target) {
        return new EdgeRow(entity, relation, target, 1, Map.of());
    }

    /**
     * Returns the same edge with another weight.
     *
     * @param newWeight how strong it is
     * @return the row
     * @throws InvalidArgumentException if it is not finite
     */
    public EdgeRow withWeight(float newWeight) {
        return new EdgeRow(entity, relation, target, newWeight, properties);
    }

    /**
     * Returns the same edge with other properties.
     *
     * @param newProperties copied
     * @return the row
     */
    public EdgeRow withProperties(Map<String, String> newProperties) {
        return new EdgeRow(entity, relation, target, weight, newProperties);
    }

    static Qualifier qualifier(String relation, EntityId target) {
        byte[] start = start(relation);
        byte[] qualifier = Arrays.copyOf(start, start.length + target.length());
        System.arraycopy(target.bytes, 0, qualifier, start.length, target.length());
        return Qualifier.of(qualifier);
    }

    /** Returns what the qualifiers of a relation's edges begin with. */
    static Qualifier qualifierStart(String relation) {
        return Qualifier.of(start(relation));
    }

    private static byte[] start(String relation) {
        if (relation.indexOf(0) >= 0) {
            throw new InvalidArgumentException("a relation must not have the character U+0000");
        }
        byte[] text = Texts.encode(relation, "a relation");
        return Arrays.copyOf(text, text.length + 1);
    }

    static EdgeRow decode(RowKey key, byte[] value) {
        byte[] qualifier = key.qualifier().bytes;
        int end = 0;
        while (end < qualifier.length && qualifier[end] != 0) {
            end++;
        }
        if (end + 1 >= qualifier.length) {
            throw new InvalidArgumentException("the qualifier of an EDGE row has no target");
        }
        String relation = Qualifier.of(Arrays.copyOf(qualifier, end)).toText();
        EntityId target = EntityId.of(Arrays.copyOfRange(qualifier, end + 1, qualifier.length));
        return ValueCodec.decode(
                value,
                Kind.EDGE,
                buffer -> new EdgeRow(key.entity(), relation, target, buffer.getFloat(), ValueCodec.map(buffer)));
    }

    /** {@return where it starts} */
    @Override
    public EntityId entity() {
        return entity;
    }

    /** {@return what it means} */
    public String relation() {
        return relation;
    }

    /** {@return where it ends} */
    public EntityId target() {
        return target;
    }

    /** {@return how strong it is} */
    public float weight() {
        return weight;
    }

    /** {@return the properties, unmodifiable} */
    public Map<String, String> properties() {
        return properties;
    }

    @Override
    public RowKey key() {
        return RowKey.edge(entity, relation, target);
    }

    @Override
    public byte[] encodedValue() {
        List<byte[]> map = ValueCodec.encode(properties, "a property");
        var buffer = ValueCodec.buffer(Float.BYTES + ValueCodec.size(map)).putFloat(weight);
        ValueCodec.put(buffer, map);
        return buffer.array();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EdgeRow row
                && entity.equals(row.entity)
                && relation.equals(row.relation)
                && target.equals(row.target)
                && Float.compare(weight, row.weight) == 0
                && properties.equals(row.properties);
    }

    @Override
    public int hashCode() {
        return Objects.hash(entity, relation, target, weight, properties);
    }

    @Override
    public String toString() {
        return "EDGE " + entity + " '" + relation + "' " + target + " of weight " + weight;
    }
}
