package org.allidb.storage.api;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An edge from an entity to another.
 *
 * <p>Its qualifier is the relation in UTF-8, a zero byte, and the target's id; it is stored as weight (float32) and
 * properties (a string map), little-endian.
 *
 * @param entity where it starts
 * @param relation what it means; no character U+0000
 * @param target where it ends
 * @param weight how strong it is; finite
 * @param properties anything else
 */
@ProviderType
public record EdgeRow(EntityId entity, String relation, EntityId target, float weight, Map<String, String> properties)
        implements Row {

    /**
     * Checks and copies.
     *
     * @throws InvalidArgumentException if the relation has U+0000 or the weight is not finite
     */
    public EdgeRow {
        qualifier(relation, target);
        if (!Float.isFinite(weight)) {
            throw new InvalidArgumentException("the weight of an edge is " + weight + "; it must be finite");
        }
        properties = Map.copyOf(properties);
    }

    /**
     * An edge of weight 1 without properties.
     *
     * @param entity where it starts
     * @param relation what it means
     * @param target where it ends
     * @return the row
     */
    public static EdgeRow of(EntityId entity, String relation, EntityId target) {
        return new EdgeRow(entity, relation, target, 1, Map.of());
    }

    static Qualifier qualifier(String relation, EntityId target) {
        if (relation.indexOf(0) >= 0) {
            throw new InvalidArgumentException("a relation must not have the character U+0000");
        }
        byte[] text = Texts.encode(relation, "a relation");
        byte[] qualifier = Arrays.copyOf(text, text.length + 1 + target.length());
        System.arraycopy(target.bytes, 0, qualifier, text.length + 1, target.length());
        return Qualifier.of(qualifier);
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
}
