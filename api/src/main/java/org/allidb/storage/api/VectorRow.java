package org.allidb.storage.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A vector of an entity. Stored as its float32 components, little-endian, and nothing else. */
@ProviderType
public final class VectorRow implements Row {

    /** The most components. */
    public static final int MAX_DIMENSION = 1 << 20;

    private final RowKey key;
    private final float[] components;

    private VectorRow(RowKey key, float[] components) {
        this.key = key;
        this.components = components;
        if (components.length == 0 || components.length > MAX_DIMENSION) {
            throw new InvalidArgumentException(
                    "a vector of " + components.length + " components is not allowed; use 1 to " + MAX_DIMENSION);
        }
    }

    /**
     * Returns a vector.
     *
     * @param entity whose it is
     * @param name which of the entity's vectors, possibly empty
     * @param components copied; all finite
     * @return the row
     * @throws InvalidArgumentException if there are no or too many components, or one is NaN or infinite
     */
    public static VectorRow of(EntityId entity, String name, float... components) {
        for (int i = 0; i < components.length; i++) {
            if (!Float.isFinite(components[i])) {
                throw new InvalidArgumentException(
                        "component " + i + " of a vector is " + components[i] + "; all components must be finite");
            }
        }
        return new VectorRow(RowKey.vector(entity, name), components.clone());
    }

    static VectorRow decode(RowKey key, byte[] value) {
        if (value.length % Float.BYTES != 0) {
            throw new InvalidArgumentException("these " + value.length + " bytes are no VECTOR row");
        }
        float[] components = new float[value.length / Float.BYTES];
        ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(components);
        return new VectorRow(key, components);
    }

    @Override
    public EntityId entity() {
        return key.entity();
    }

    @Override
    public RowKey key() {
        return key;
    }

    /**
     * Returns which of the entity's vectors.
     *
     * @return the name, possibly empty
     */
    public String name() {
        return key.qualifier().toText();
    }

    /**
     * Returns the number of components.
     *
     * @return at least 1
     */
    public int dimension() {
        return components.length;
    }

    /**
     * Returns a copy of the components.
     *
     * @return an array of the caller's own
     */
    public float[] components() {
        return components.clone();
    }

    @Override
    public byte[] encodedValue() {
        ByteBuffer buffer = ValueCodec.buffer(components.length * Float.BYTES);
        buffer.asFloatBuffer().put(components);
        return buffer.array();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VectorRow row && key.equals(row.key) && Arrays.equals(components, row.components);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Arrays.hashCode(components);
    }

    @Override
    public String toString() {
        return "VECTOR " + key.entity() + " '" + name() + "' of " + components.length + " components";
    }
}
