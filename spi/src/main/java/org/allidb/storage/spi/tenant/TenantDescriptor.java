package org.allidb.storage.spi.tenant;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantSuspendedException;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A tenant as the catalogue knows it. Its stored form, big-endian:
 *
 * <pre>
 *   generation u64 | id utf | flags u8 | created u64 | dedicated log u8
 *   | disk, write buffer, ops a second, bytes a second u64 | cursors, snapshots u32 | row bytes u64
 *   | declared vectors u32, for each: name utf, dimension u32
 *   | if flag 2: suspended by utf, since u64
 *   | if flag 8: seconds of cursors, of snapshots u32, rows of a batch u32
 *   | if flag 32: arriving u8, 0 if it is leaving; generation u64 and created u64 in the other data directory, since u64
 *   | if flag 64: weight u32, bytes read a second u64
 *   flags   1 suspended | 2 says by whom and since when; an early state did not | 4 in the mode READ_ONLY, not CLOSED
 *           | 8 some of the limits that an early state did not have | 16 encrypted
 *           | 32 handed over from one data directory to another | 64 has more settings
 *   utf     length in bytes u16 | modified UTF-8
 * </pre>
 */
@ProviderType
public final class TenantDescriptor {

    private static final int SUSPENDED = 1;
    private static final int SAYS_BY_WHOM = 2;
    private static final int READ_ONLY = 4;
    private static final int MORE_LIMITS = 8;
    private static final int ENCRYPTED = 16;
    private static final int HANDED_OVER = 32;
    private static final int MORE_SETTINGS = 64;
    private static final int ALL_FLAGS =
            SUSPENDED | SAYS_BY_WHOM | READ_ONLY | MORE_LIMITS | ENCRYPTED | HANDED_OVER | MORE_SETTINGS;

    private final TenantId id;
    private final long generation;
    private final TenantSettings settings;
    private final Optional<Suspension> suspension;
    private final Optional<Handover> handover;
    private final long createdMillis;
    /** Asked for by every operation. */
    private final boolean closed;

    private TenantDescriptor(
            TenantId id,
            long generation,
            TenantSettings settings,
            Optional<Suspension> suspension,
            Optional<Handover> handover,
            long createdMillis) {
        this.id = id;
        this.generation = generation;
        this.settings = settings;
        this.suspension = suspension;
        this.handover = handover;
        this.closed = is(handover, Handover.Role.ARRIVING)
                || suspension
                        .map(Suspension::mode)
                        .filter(Suspension.Mode.CLOSED::equals)
                        .isPresent();
        this.createdMillis = createdMillis;
    }

    /**
     * Creates the description of a tenant that is not suspended.
     *
     * @param id its id
     * @param generation the number of this life of the id, greater than 0, never used twice in a data directory
     * @param settings its settings
     * @param createdMillis when it was created, wall time in milliseconds
     * @return the value
     */
    public static TenantDescriptor of(TenantId id, long generation, TenantSettings settings, long createdMillis) {
        return new TenantDescriptor(id, generation, settings, Optional.empty(), Optional.empty(), createdMillis);
    }

    /**
     * Returns the same tenant with other settings.
     *
     * @param newSettings the settings
     * @return the value
     */
    public TenantDescriptor withSettings(TenantSettings newSettings) {
        return new TenantDescriptor(id, generation, newSettings, suspension, handover, createdMillis);
    }

    /**
     * Returns the same tenant, suspended otherwise.
     *
     * @param newSuspension how it is suspended; empty if it is not
     * @return the value
     */
    public TenantDescriptor withSuspension(Optional<Suspension> newSuspension) {
        return new TenantDescriptor(id, generation, settings, newSuspension, handover, createdMillis);
    }

    /**
     * Returns the same tenant, handed over otherwise.
     *
     * @param newHandover its state; empty if it is not handed over
     * @return the value
     */
    public TenantDescriptor withHandover(Optional<Handover> newHandover) {
        return new TenantDescriptor(id, generation, settings, suspension, newHandover, createdMillis);
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

    /** {@return how it is suspended by a call; empty if it is not} */
    public Optional<Suspension> suspension() {
        return suspension;
    }

    /** {@return how it is handed over from one data directory to another; empty if it is not} */
    public Optional<Handover> handover() {
        return handover;
    }

    /** {@return whether it takes no operations: it is suspended in the mode {@link Suspension.Mode#CLOSED}, or arriving} */
    public boolean closed() {
        return closed;
    }

    /** {@return whether it takes no writes: it is suspended in any mode, or handed over} */
    public boolean refusesWrites() {
        return suspension.isPresent() || handover.isPresent();
    }

    /** {@return whether it is on its way to another data directory, which has all of it} */
    public boolean isLeaving() {
        return is(handover, Handover.Role.LEAVING);
    }

    /** {@return whether it is on its way from another data directory, which has not let it go} */
    public boolean isArriving() {
        return is(handover, Handover.Role.ARRIVING);
    }

    /** {@return what callers see as its suspension: that of a call, or that of a handover} */
    public Optional<Suspension> shownSuspension() {
        return handover.map(Handover::asSuspension).or(() -> suspension);
    }

    /**
     * Returns the error of an operation that the suspension refuses.
     *
     * @return the error; says who has suspended the tenant and how to resume it
     */
    public TenantSuspendedException suspendedError() {
        if (handover.isPresent()) {
            return handover.get().refusal(id);
        }
        Suspension now = suspension.orElseThrow();
        String goOn = closed() ? "to use it" : "to write to it; it can be read";
        return new TenantSuspendedException(
                id,
                "tenant '" + id + "' is suspended by " + now.by() + "; resume it (tenant-resume in the shell,"
                        + " StoragePlatform.resume) " + goOn);
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
        out.writeByte(flags());
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
        if (suspension.isPresent()) {
            out.writeUTF(suspension.get().by());
            out.writeLong(suspension.get().since().toEpochMilli());
        }
        if (hasMoreLimits()) {
            out.writeInt(quota.maxCursorSeconds());
            out.writeInt(quota.maxSnapshotSeconds());
            out.writeInt(quota.maxBatchRows());
        }
        if (handover.isPresent()) {
            handover.get().writeTo(out);
        }
        if (hasMoreSettings()) {
            out.writeInt(settings.weight());
            out.writeLong(quota.bytesReadPerSecond());
        }
    }

    private boolean hasMoreLimits() {
        Quota quota = settings.quota();
        return quota.maxCursorSeconds() > 0 || quota.maxSnapshotSeconds() > 0 || quota.maxBatchRows() > 0;
    }

    private boolean hasMoreSettings() {
        return settings.weight() != 1 || settings.quota().bytesReadPerSecond() > 0;
    }

    private int flags() {
        int others = (hasMoreLimits() ? MORE_LIMITS : 0)
                | (settings.encrypted() ? ENCRYPTED : 0)
                | (handover.isPresent() ? HANDED_OVER : 0)
                | (hasMoreSettings() ? MORE_SETTINGS : 0);
        return suspension.isEmpty()
                ? others
                : others
                        | SUSPENDED
                        | SAYS_BY_WHOM
                        | (suspension.get().mode() == Suspension.Mode.READ_ONLY ? READ_ONLY : 0);
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
        int flags = in.readUnsignedByte();
        if ((flags & ~ALL_FLAGS) != 0) {
            throw new IOException("tenant '" + id + "' has the unknown flags " + flags
                    + "; a newer version of this software has written them");
        }
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
            settings = settings.withWeight(in.readInt()).withQuota(quota.withBytesReadPerSecond(in.readLong()));
        }
        return new TenantDescriptor(id, generation, settings, suspension, handover, created);
    }

    private static boolean is(Optional<Handover> handover, Handover.Role role) {
        return handover.map(Handover::role).filter(role::equals).isPresent();
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TenantDescriptor that
                && id.equals(that.id)
                && generation == that.generation
                && settings.equals(that.settings)
                && suspension.equals(that.suspension)
                && handover.equals(that.handover)
                && createdMillis == that.createdMillis;
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, generation, settings, suspension, handover, createdMillis);
    }

    @Override
    public String toString() {
        return directory();
    }
}
