package org.allidb.storage.spi.tenant;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;

/**
 * The stored form of a tenant, big-endian:
 *
 * <pre>
 *   generation u64 | id utf | flags u8 | created u64 | dedicated log u8
 *   | disk, write buffer, ops a second, bytes a second u64 | cursors, snapshots u32 | row bytes u64
 *   | declared vectors u32, for each: name utf, dimension u32
 *   | if flag 2: suspended by utf, since u64
 *   | if flag 8: seconds of cursors, of snapshots u32, rows of a batch u32
 *   | if flag 32: arriving u8, 0 if it is leaving; generation u64 and created u64 in the other data directory, since u64
 *   | if flag 64: weight u32, bytes read a second u64, parameters of the configuration u16, for each: path utf, value utf
 *   | if flag 128: more flags u8 | if more flag 1: mark of the disk quota in bytes u64 | if more flag 2: label utf
 *   flags   1 suspended | 2 says by whom and since when; an early state did not | 4 in the mode READ_ONLY, not CLOSED
 *           | 8 some of the limits that an early state did not have | 16 encrypted
 *           | 32 handed over from one data directory to another | 64 has more settings | 128 has more flags
 *   utf     length in bytes u16 | modified UTF-8
 * </pre>
 */
final class StoredTenant {

    private static final int SUSPENDED = 1;
    private static final int SAYS_BY_WHOM = 2;
    private static final int READ_ONLY = 4;
    private static final int MORE_LIMITS = 8;
    private static final int ENCRYPTED = 16;
    private static final int HANDED_OVER = 32;
    private static final int MORE_SETTINGS = 64;
    private static final int MORE_FLAGS = 128;
    private static final int DISK_MARK = 1;
    private static final int LABEL = 2;

    private StoredTenant() {}

    /** Writes it. */
    static void write(TenantDescriptor tenant, DataOutput out) throws IOException {
        TenantSettings settings = tenant.settings();
        Quota quota = settings.quota();
        out.writeLong(tenant.generation());
        out.writeUTF(tenant.id().value());
        out.writeByte(flags(tenant));
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
        if (tenant.suspension().isPresent()) {
            Suspension suspension = tenant.suspension().get();
            out.writeUTF(suspension.by());
            out.writeLong(suspension.since().toEpochMilli());
        }
        if (hasMoreLimits(quota)) {
            out.writeInt(quota.maxCursorSeconds());
            out.writeInt(quota.maxSnapshotSeconds());
            out.writeInt(quota.maxBatchRows());
        }
        if (tenant.handover().isPresent()) {
            tenant.handover().get().writeTo(out);
        }
        if (hasMoreSettings(settings)) {
            out.writeInt(settings.weight());
            out.writeLong(quota.bytesReadPerSecond());
            out.writeShort(settings.parameters().size());
            for (Map.Entry<String, String> parameter : new TreeMap<>(settings.parameters()).entrySet()) {
                out.writeUTF(parameter.getKey());
                out.writeUTF(parameter.getValue());
            }
        }
        int more = moreFlags(tenant);
        if (more != 0) {
            out.writeByte(more);
            if ((more & DISK_MARK) != 0) {
                out.writeLong(tenant.diskMark());
            }
            if ((more & LABEL) != 0) {
                out.writeUTF(settings.label());
            }
        }
    }

    private static int moreFlags(TenantDescriptor tenant) {
        return (tenant.diskMark() > 0 ? DISK_MARK : 0)
                | (tenant.settings().label().isEmpty() ? 0 : LABEL);
    }

    private static boolean hasMoreLimits(Quota quota) {
        return quota.maxCursorSeconds() > 0 || quota.maxSnapshotSeconds() > 0 || quota.maxBatchRows() > 0;
    }

    private static boolean hasMoreSettings(TenantSettings settings) {
        return settings.weight() != 1
                || settings.quota().bytesReadPerSecond() > 0
                || !settings.parameters().isEmpty();
    }

    private static int flags(TenantDescriptor tenant) {
        TenantSettings settings = tenant.settings();
        Optional<Suspension> suspension = tenant.suspension();
        int others = (hasMoreLimits(settings.quota()) ? MORE_LIMITS : 0)
                | (settings.encrypted() ? ENCRYPTED : 0)
                | (tenant.handover().isPresent() ? HANDED_OVER : 0)
                | (hasMoreSettings(settings) ? MORE_SETTINGS : 0)
                | (moreFlags(tenant) != 0 ? MORE_FLAGS : 0);
        return suspension.isEmpty()
                ? others
                : others
                        | SUSPENDED
                        | SAYS_BY_WHOM
                        | (suspension.get().mode() == Suspension.Mode.READ_ONLY ? READ_ONLY : 0);
    }

    /** Reads it. */
    static TenantDescriptor read(DataInput in) throws IOException {
        long generation = in.readLong();
        TenantId id = TenantId.stored(in.readUTF());
        int flags = in.readUnsignedByte();
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
        Optional<Suspension> suspension = suspension(flags, in);
        if ((flags & MORE_LIMITS) != 0) {
            quota = quota.withAges(in.readInt(), in.readInt()).withMaxBatchRows(in.readInt());
        }
        TenantSettings settings = TenantSettings.DEFAULTS
                .withQuota(quota)
                .withVectorDimensions(dimensions)
                .withDedicatedLog(dedicatedLog)
                .withEncrypted((flags & ENCRYPTED) != 0);
        Optional<Handover> handover =
                (flags & HANDED_OVER) == 0 ? Optional.empty() : Optional.of(Handover.readFrom(in));
        if ((flags & MORE_SETTINGS) != 0) {
            settings = settings.withWeight(in.readInt())
                    .withQuota(quota.withBytesReadPerSecond(in.readLong()))
                    .withParameters(parameters(in));
        }
        int more = (flags & MORE_FLAGS) == 0 ? 0 : moreFlags(id, in);
        long diskMark = (more & DISK_MARK) == 0 ? 0 : in.readLong();
        if ((more & LABEL) != 0) {
            settings = settings.withLabel(in.readUTF());
        }
        return TenantDescriptor.of(id, generation, settings, created)
                .withSuspension(suspension)
                .withHandover(handover)
                .withDiskMark(diskMark);
    }

    private static int moreFlags(TenantId id, DataInput in) throws IOException {
        int flags = in.readUnsignedByte();
        if (flags == 0 || (flags & ~(DISK_MARK | LABEL)) != 0) {
            throw new IOException("tenant '" + id + "' has the unknown flags " + flags
                    + "; a newer version of this software has written them");
        }
        return flags;
    }

    private static Map<String, String> parameters(DataInput in) throws IOException {
        Map<String, String> parameters = new TreeMap<>();
        int count = in.readUnsignedShort();
        for (int i = 0; i < count; i++) {
            parameters.put(in.readUTF(), in.readUTF());
        }
        return parameters;
    }

    private static Optional<Suspension> suspension(int flags, DataInput in) throws IOException {
        if ((flags & SUSPENDED) == 0) {
            return Optional.empty();
        }
        Suspension.Mode mode = (flags & READ_ONLY) == 0 ? Suspension.Mode.CLOSED : Suspension.Mode.READ_ONLY;
        return Optional.of(
                (flags & SAYS_BY_WHOM) == 0
                        ? Suspension.of(mode, "an early version of this software", Instant.EPOCH)
                        : Suspension.of(mode, in.readUTF(), Instant.ofEpochMilli(in.readLong())));
    }
}
