package org.allidb.storage.api;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The tenant that code works for, known to all that it calls without being a parameter. A server binds it once for each
 * request:
 *
 * <pre>{@code
 * TenantContext.of(tenant).run(() -> service.handle(request));
 *
 * // somewhere below
 * try (TenantStore store = platform.open(TenantContext.current())) {
 *     ...
 * }
 * }</pre>
 *
 * <p>While a tenant is bound, every call for another one is refused with {@link WrongTenantException} before anything is touched:
 * handles, snapshots, row readers and bulk loads of it, and what the platform does with a tenant that is named. Nothing can be
 * bound inside for another tenant. A cursor is checked when it is opened. What concerns all tenants ({@link StoragePlatform#tenants()}, statistics,
 * the configuration) is the host's, and is not checked. Without a bound tenant nothing is checked.
 *
 * <p>The tenant is bound for the thread that binds it, and for the threads of a structured task scope below. Other threads, and
 * so completions of {@link TenantStore#writeAsync(WriteBatch)}, have none. Immutable; a {@link ScopedValue} is below it.
 */
@ProviderType
public final class TenantContext {

    private static final ScopedValue<TenantId> CURRENT = ScopedValue.newInstance();

    /** Whether a tenant was ever bound: who binds none pays for no look at the bindings. */
    private static volatile boolean everBound;

    private final TenantId tenant;

    private TenantContext(TenantId tenant) {
        this.tenant = tenant;
    }

    /**
     * Returns what binds a tenant.
     *
     * @param tenant the tenant to work for
     * @return what runs code for it
     */
    public static TenantContext of(TenantId tenant) {
        return new TenantContext(tenant);
    }

    /**
     * Returns the tenant that this thread works for.
     *
     * @return its id
     * @throws WrongTenantException if there is none
     */
    public static TenantId current() {
        if (!CURRENT.isBound()) {
            throw new WrongTenantException("no tenant is bound where one is needed; run the code in"
                    + " TenantContext.of(tenant).run(…), in each thread that it uses");
        }
        return CURRENT.get();
    }

    /**
     * Returns the tenant that this thread works for, if there is one.
     *
     * @return its id
     */
    public static Optional<TenantId> find() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /**
     * Refuses what belongs to another tenant than the one that this thread works for. The storage calls it at the begin of each
     * call; a program may do so for things of its own.
     *
     * @param owner the tenant whose it is
     * @throws WrongTenantException if another tenant is bound
     */
    public static void check(TenantId owner) {
        if (everBound && CURRENT.isBound() && !CURRENT.get().equals(owner)) {
            throw new WrongTenantException("this code works for tenant '" + CURRENT.get()
                    + "', and what it calls belongs to another one; nothing was touched. Use the store that"
                    + " platform.open(TenantContext.current()) gives");
        }
    }

    /**
     * Runs code for the tenant.
     *
     * @param code what to run
     * @throws WrongTenantException if this thread works for another tenant
     */
    public void run(Runnable code) {
        check(tenant);
        everBound = true;
        ScopedValue.where(CURRENT, tenant).run(code);
    }

    /**
     * Runs code for the tenant.
     *
     * @param code what to run
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what it returns
     * @throws X if it does
     * @throws WrongTenantException if this thread works for another tenant
     */
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> code) throws X {
        check(tenant);
        everBound = true;
        return ScopedValue.where(CURRENT, tenant).call(code);
    }
}
