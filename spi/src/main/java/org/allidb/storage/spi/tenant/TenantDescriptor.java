package org.allidb.storage.spi.tenant;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A tenant as the catalogue knows it. Its stored form, big-endian:
 *
 * <pre>
 *   generation u64 | id utf | suspended u8 | created u64 | dedicated log u8
 *   | disk, write buffer, ops a second, bytes a second u64 | cursors, snapshots u32 | row bytes u64
 *   | declared vectors u32, for each: name utf, dimension u32
 *   utf     length in bytes u16 | modified UTF-8
 * </pre>
 */
@ProviderType
public final class TenantDescriptor {

    private final TenantId id;
    private final long generation;
    private final TenantSettings settings;
    private final boolean suspended;
    private final long createdMillis;

    private TenantDescriptor(
            TenantId id, long generation, TenantSettings settings, boolean suspended, long createdMillis) {
        this.id = id;
        this.generation = generation;
        this.settings = settings;
        this.suspended = suspended;
        this.createdMillis = createdMillis;
    }

    /**
     * Creates the description of a tenant.
     *
     * @param id its id
     * @param generation the number of this life of the id, greater than 0, never used twice in a data directory
     * @param settings its settings
     * @param suspended whether it is suspended
     * @param createdMillis when it was created, wall time in milliseconds
     * @return the value
     */
    public static TenantDescriptor of(
            TenantId id, long generation, TenantSettings settings, boolean suspended, long createdMillis) {
        return new TenantDescriptor(id, generation, settings, suspended, createdMillis);
    }

    /** {@return its id} */
    public TenantId id() {
        return id;
    }

    /** {@return the number of this life of the id, greater than 0, never used twice in a data directory} */
    public long generation() {
        return generation;
    }

    /** {@return its settings} */
    public TenantSettings settings() {
        return settings;
    }

    /** {@return whether it is suspended} */
    public boolean suspended() {
        return suspended;
    }

    /** {@return when it was created, wall time in milliseconds} */
    public long createdMillis() {
        return createdMillis;
    }

    /**
     * Returns the name of its directory below {@code tenants}.
     *
     * @return {@code id.generation}
     */
    public String directory() {
        return id.value() + "." + generation;
    }

    /**
     * Writes the stored form.
     *
     * @param out receives the bytes
     * @throws IOException as {@code out} throws
     */
    public void writeTo(DataOutput out) throws IOException {
        Quota quota = settings.quota();
        out.writeLong(generation);
        out.writeUTF(id.value());
        out.writeBoolean(suspended);
        out.writeLong(createdMillis);
        out.writeBoolean(settings.dedicatedLog());
        out.writeLong(quota.diskBytes());
        out.writeLong(quota.writeBufferBytes());
        out.writeLong(quota.opsPerSecond());
        out.writeLong(quota.bytesPerSecond());
        out.writeInt(quota.maxCursors());
        out.writeInt(quota.maxSnapshots());
        out.writeLong(quota.maxRowBytes());
        out.writeInt(settings.vectorDimensions().size());
        for (Map.Entry<String, Integer> vector : new TreeMap<>(settings.vectorDimensions()).entrySet()) {
            out.writeUTF(vector.getKey());
            out.writeInt(vector.getValue());
        }
    }

    /**
     * Reads the stored form.
     *
     * @param in has the bytes
     * @return the tenant
     * @throws IOException if there are too few bytes
     * @throws org.allidb.storage.api.InvalidArgumentException if it is no tenant
     */
    public static TenantDescriptor readFrom(DataInput in) throws IOException {
        long generation = in.readLong();
        TenantId id = TenantId.of(in.readUTF());
        boolean suspended = in.readBoolean();
        long created = in.readLong();
        boolean dedicatedLog = in.readBoolean();
        Quota quota = Quota.NONE
                .withDiskBytes(in.readLong())
                .withWriteBufferBytes(in.readLong())
                .withRates(in.readLong(), in.readLong())
                .withHandles(in.readInt(), in.readInt())
                .withMaxRowBytes(in.readLong());
        Map<String, Integer> dimensions = new TreeMap<>();
        int vectors = in.readInt();
        for (int i = 0; i < vectors; i++) {
            dimensions.put(in.readUTF(), in.readInt());
        }
        return new TenantDescriptor(
                id,
                generation,
                TenantSettings.DEFAULTS
                        .withQuota(quota)
                        .withVectorDimensions(dimensions)
                        .withDedicatedLog(dedicatedLog),
                suspended,
                created);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TenantDescriptor that
                && id.equals(that.id)
                && generation == that.generation
                && settings.equals(that.settings)
                && suspended == that.suspended
                && createdMillis == that.createdMillis;
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, generation, settings, suspended, createdMillis);
    }

    @Override
    public String toString() {
        return directory();
    }
}
