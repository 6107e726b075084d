package org.allidb.storage.engine.internal.backup;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.BackupInfo;
import org.allidb.storage.engine.internal.value.BackupInfoValue;
import org.allidb.storage.engine.internal.version.VersionEdit;
import org.allidb.storage.engine.internal.version.VersionEdit.AddedTable;
import org.allidb.storage.engine.internal.version.VersionEditCodec;
import org.allidb.storage.spi.tenant.TenantDescriptor;

/**
 * What a backup consists of. Its stored form, big-endian, is the only edit of an edit log with the magic "ALLIDBBK",
 * version 1, owned by the backup's number:
 *
 * <pre>
 *   created u64 | tenants u32 | for each: the tenant as in the catalogue | length u32 | its tables as one version edit
 * </pre>
 *
 * @param number its number
 * @param createdMillis when it was begun
 * @param tenants the tenants in it
 */
record BackupManifest(long number, long createdMillis, List<BackedUpTenant> tenants) {

    BackupManifest {
        tenants = List.copyOf(tenants);
    }

    /** A tenant, and all its tables with its counters. */
    record BackedUpTenant(TenantDescriptor tenant, VersionEdit tables) {

        BackupInfo.Tenant info() {
            List<AddedTable> all = tables.added();
            return new BackupInfoValue.TenantValue(
                    tenant.id(),
                    tenant.generation(),
                    all.size(),
                    all.stream()
                            .mapToLong(table -> table.properties().fileBytes())
                            .sum(),
                    all.stream()
                            .mapToLong(table -> table.properties().entries())
                            .sum());
        }
    }

    BackupInfo info() {
        return new BackupInfoValue(
                number,
                Instant.ofEpochMilli(createdMillis),
                tenants.stream().map(BackedUpTenant::info).toList());
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(createdMillis);
            out.writeInt(tenants.size());
            for (BackedUpTenant tenant : tenants) {
                tenant.tenant().writeTo(out);
                byte[] tables = VersionEditCodec.encode(tenant.tables());
                out.writeInt(tables.length);
                out.write(tables);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    static BackupManifest decode(long number, byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            long created = in.readLong();
            int count = in.readInt();
            List<BackedUpTenant> tenants = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                TenantDescriptor tenant = TenantDescriptor.readFrom(in);
                int length = in.readInt();
                if (length < 0 || length > in.available()) {
                    throw new EOFException("a backup's manifest promises more than it holds");
                }
                tenants.add(new BackedUpTenant(tenant, VersionEditCodec.decode(in.readNBytes(length))));
            }
            return new BackupManifest(number, created, tenants);
        }
    }
}
