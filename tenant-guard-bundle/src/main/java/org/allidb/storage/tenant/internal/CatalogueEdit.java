package org.allidb.storage.tenant.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.spi.tenant.TenantDescriptor;

/**
 * A change of the catalogue. The documentation of the package draws its stored form.
 *
 * @param nextGeneration the generation of the next tenant
 * @param present tenants that are new or changed
 * @param gone generations that were dropped
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
                tenant.writeTo(out);
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
                    case PRESENT -> present.add(TenantDescriptor.readFrom(in));
                    case GONE -> gone.add(in.readLong());
                    default -> throw new IOException("an edit of the catalogue has the unknown type " + type);
                }
            }
            return new CatalogueEdit(nextGeneration, present, gone);
        }
    }
}
