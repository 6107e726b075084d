package org.allidb.storage.spi.tenant;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantSuspendedException;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A tenant as the catalogue knows it. {@link StoredTenant} draws its stored form. */
@ProviderType
public final class TenantDescriptor {

    private final TenantId id;
    private final long generation;
    private final TenantSettings settings;
    private final State state;
    private final long createdMillis;
    /** Asked for by every operation. */
    private final boolean closed;

    private TenantDescriptor(TenantId id, long generation, TenantSettings settings, State state, long createdMillis) {
        this.id = id;
        this.generation = generation;
        this.settings = settings;
        this.state = state;
        this.closed = is(state.handover, Handover.Role.ARRIVING)
                || state.suspension
                        .map(Suspension::mode)
                        .filter(Suspension.Mode.CLOSED::equals)
                        .isPresent();
        this.createdMillis = createdMillis;
    }

    /** What changes without a change of the settings. */
    private record State(Optional<Suspension> suspension, Optional<Handover> handover, long diskMark) {}

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
        return new TenantDescriptor(
                id, generation, settings, new State(Optional.empty(), Optional.empty(), 0), createdMillis);
    }

    /**
     * Returns the same tenant with other settings.
     *
     * @param newSettings the settings
     * @return the value
     */
    public TenantDescriptor withSettings(TenantSettings newSettings) {
        return new TenantDescriptor(id, generation, newSettings, state, createdMillis);
    }

    /**
     * Returns the same tenant, suspended otherwise.
     *
     * @param newSuspension how it is suspended; empty if it is not
     * @return the value
     */
    public TenantDescriptor withSuspension(Optional<Suspension> newSuspension) {
        return withState(new State(newSuspension, state.handover, state.diskMark));
    }

    /**
     * Returns the same tenant, handed over otherwise.
     *
     * @param newHandover its state; empty if it is not handed over
     * @return the value
     */
    public TenantDescriptor withHandover(Optional<Handover> newHandover) {
        return withState(new State(state.suspension, newHandover, state.diskMark));
    }

    /**
     * Returns the same tenant with another mark of its disk quota.
     *
     * @param bytes the mark; 0 for none, {@link Long#MAX_VALUE} for what the tenant uses when it is opened next
     * @return the value
     */
    public TenantDescriptor withDiskMark(long bytes) {
        return withState(new State(state.suspension, state.handover, bytes));
    }

    private TenantDescriptor withState(State newState) {
        return new TenantDescriptor(id, generation, settings, newState, createdMillis);
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
        return state.suspension;
    }

    /** {@return how it is handed over from one data directory to another; empty if it is not} */
    public Optional<Handover> handover() {
        return state.handover;
    }

    /** {@return the mark of its disk quota in bytes, see {@link QuotaUse#mark()}; 0 if it is the limit} */
    public long diskMark() {
        return state.diskMark;
    }

    /** {@return whether it takes no operations: it is suspended in the mode {@link Suspension.Mode#CLOSED}, or arriving} */
    public boolean closed() {
        return closed;
    }

    /** {@return whether it takes no writes: it is suspended in any mode, or handed over} */
    public boolean refusesWrites() {
        return state.suspension.isPresent() || state.handover.isPresent();
    }

    /** {@return whether it is on its way to another data directory, which has all of it} */
    public boolean isLeaving() {
        return is(state.handover, Handover.Role.LEAVING);
    }

    /** {@return whether it is on its way from another data directory, which has not let it go} */
    public boolean isArriving() {
        return is(state.handover, Handover.Role.ARRIVING);
    }

    /** {@return what callers see as its suspension: that of a call, or that of a handover} */
    public Optional<Suspension> shownSuspension() {
        return state.handover.map(Handover::asSuspension).or(() -> state.suspension);
    }

    /**
     * Returns the error of an operation that the suspension refuses.
     *
     * @return the error; says who has suspended the tenant and how to resume it
     */
    public TenantSuspendedException suspendedError() {
        if (state.handover.isPresent()) {
            return state.handover.get().refusal(id);
        }
        Suspension now = state.suspension.orElseThrow();
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
        StoredTenant.write(this, out);
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
        return StoredTenant.read(in);
    }

    private static boolean is(Optional<Handover> handover, Handover.Role role) {
        return handover.map(Handover::role).filter(role::equals).isPresent();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TenantDescriptor that
                && id.equals(that.id)
                && generation == that.generation
                && settings.equals(that.settings)
                && state.equals(that.state)
                && createdMillis == that.createdMillis;
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, generation, settings, state, createdMillis);
    }

    @Override
    public String toString() {
        return directory();
    }
}
