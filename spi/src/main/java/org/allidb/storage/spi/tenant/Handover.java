package org.allidb.storage.spi.tenant;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSuspendedException;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The state of a tenant that is handed over from one data directory to another. Both have an entry of it meanwhile, and each entry
 * names the other one. At no time do both take writes.
 *
 * <pre>
 *   source       target       what a crash leaves
 *   none         no entry     the source, as it was
 *   none         ARRIVING     the source; the entry of the target has no effect
 *   LEAVING      ARRIVING     the source can be read; the move is finished or undone
 *   LEAVING      none         the target; the move is finished
 *   no entry     none         the target
 * </pre>
 */
@ProviderType
public final class Handover {

    /** On which side a tenant is. */
    public enum Role {
        /** It takes no writes; the other directory has all of it. */
        LEAVING,
        /** It takes no operations until the other directory has let it go. */
        ARRIVING
    }

    private final Fields fields;

    private Handover(Fields fields) {
        this.fields = fields;
    }

    /**
     * Returns the state of a tenant.
     *
     * @param role on which side it is
     * @param other its entry in the other data directory
     * @param sinceMillis when it was handed over, wall time in milliseconds
     * @return the value
     */
    public static Handover of(Role role, TenantDescriptor other, long sinceMillis) {
        return new Handover(new Fields(role, other.generation(), other.createdMillis(), sinceMillis));
    }

    static Handover readFrom(DataInput in) throws IOException {
        Role role = in.readBoolean() ? Role.ARRIVING : Role.LEAVING;
        return new Handover(new Fields(role, in.readLong(), in.readLong(), in.readLong()));
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeBoolean(fields.role == Role.ARRIVING);
        out.writeLong(fields.otherGeneration);
        out.writeLong(fields.otherCreatedMillis);
        out.writeLong(fields.sinceMillis);
    }

    /** {@return on which side the tenant is} */
    public Role role() {
        return fields.role;
    }

    /**
     * Returns whether an entry of the other data directory is the one that this handover names.
     *
     * @param other an entry there
     * @return whether it is
     */
    public boolean isWith(TenantDescriptor other) {
        return other.generation() == fields.otherGeneration && other.createdMillis() == fields.otherCreatedMillis;
    }

    /** Returns the error of an operation that is refused meanwhile. */
    TenantSuspendedException refusal(TenantId id) {
        boolean leaving = fields.role == Role.LEAVING;
        String where = leaving ? "" : " there";
        return new TenantSuspendedException(
                id,
                "tenant '" + id + "' "
                        + (leaving
                                ? "takes no writes, because it moves to another data directory"
                                : "takes no operations, because its move from another data directory has not ended")
                        + ". If no move is under way, finish it" + where
                        + " (tenant-move in the shell, StoragePlatform.move) or undo it" + where
                        + " (tenant-move --abandon, StoragePlatform.abandonMove)");
    }

    /** Returns what callers see as the suspension of the tenant. */
    Suspension asSuspension() {
        Instant since = Instant.ofEpochMilli(fields.sinceMillis);
        return switch (fields.role) {
            case LEAVING -> Suspension.of(Suspension.Mode.READ_ONLY, "its move to another data directory", since);
            case ARRIVING -> Suspension.of(Suspension.Mode.CLOSED, "its move from another data directory", since);
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Handover that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return fields.role == Role.LEAVING
                ? "moving to another data directory, there generation " + fields.otherGeneration
                : "coming from another data directory, there generation " + fields.otherGeneration;
    }

    private record Fields(Role role, long otherGeneration, long otherCreatedMillis, long sinceMillis) {}
}
