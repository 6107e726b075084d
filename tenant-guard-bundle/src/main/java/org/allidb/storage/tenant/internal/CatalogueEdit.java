package org.allidb.storage.tenant.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.spi.tenant.TenantDescriptor;

/**
 * A change of the catalogue; the package's documentation draws its stored form.
 *
 * @param nextGeneration the next generation to give
 * @param present tenants that are there from now on, in this form
 * @param gone generations that are not there any more
 */
record CatalogueEdit(long nextGeneration, List<TenantDescriptor> present, List<Long> gone) {

    private static final byte PRESENT = 1;
    private static final byte GONE = 2;

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(nextGeneration);
            out.writeInt(present.size() + gone.size());
            for (TenantDescriptor tenant : present) {
                out.writeByte(PRESENT);
                write(out, tenant);
            }
            for (long generation : gone) {
                out.writeByte(GONE);
                out.writeLong(generation);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    static CatalogueEdit decode(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            long nextGeneration = in.readLong();
            int count = in.readInt();
            List<TenantDescriptor> present = new ArrayList<>();
            List<Long> gone = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                byte type = in.readByte();
                switch (type) {
                    case PRESENT -> present.add(read(in));
                    case GONE -> gone.add(in.readLong());
                    default -> throw new IOException("an edit of the catalogue has the unknown type " + type);
                }
            }
            return new CatalogueEdit(nextGeneration, present, gone);
        }
    }

    private static void write(DataOutputStream out, TenantDescriptor tenant) throws IOException {
        TenantSettings settings = tenant.settings();
        Quota quota = settings.quota();
        out.writeLong(tenant.generation());
        out.writeUTF(tenant.id().value());
        out.writeBoolean(tenant.suspended());
        out.writeLong(tenant.createdMillis());
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

    private static TenantDescriptor read(DataInputStream in) throws IOException {
        long generation = in.readLong();
        TenantId id = TenantId.of(in.readUTF());
        boolean suspended = in.readBoolean();
        long created = in.readLong();
        boolean dedicatedLog = in.readBoolean();
        Quota quota = new Quota(
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readInt(),
                in.readLong());
        Map<String, Integer> dimensions = new TreeMap<>();
        int vectors = in.readInt();
        for (int i = 0; i < vectors; i++) {
            dimensions.put(in.readUTF(), in.readInt());
        }
        return new TenantDescriptor(id, generation, new TenantSettings(quota, dimensions, dedicatedLog), suspended, created);
    }
}
