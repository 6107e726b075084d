package org.allidb.storage.server.internal.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.access.AccessKey;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.api.config.ServerOptions;
import org.allidb.storage.server.internal.command.Client;
import org.allidb.storage.server.internal.command.CommandException;
import org.allidb.storage.server.internal.command.ScanCursors;
import org.allidb.storage.server.internal.protocol.Replies;
import org.allidb.storage.server.internal.protocol.RequestLimits;
import org.jspecify.annotations.Nullable;

/**
 * A client: who it is, which tenant it reaches, and what it has begun. Used by one thread at a time, but for the methods that say
 * otherwise.
 */
public final class Session implements Client {

    /** The tenant of clients without a key where there is none. */
    static final String NO_NAME = "none";
    /** What libraries send as a name when they were given a key alone. */
    private static final String ANY_NAME = "default";

    private final ServerState server;
    private final long id;
    private final boolean loopback;
    private final QueuedCommands queued;
    private final BufferAccount account;

    private String name = "";
    private String lastShown = "";
    private volatile @Nullable Pass pass;
    private @Nullable Pass certificate;
    private volatile @Nullable TenantDoor door;
    /** Whether its last request had no key and needed none. */
    private volatile boolean inPlace;

    private volatile boolean ending;
    private volatile Runnable onEnd = () -> {};

    Session(ServerState server, long id, boolean loopback) {
        this.server = server;
        this.id = id;
        this.loopback = loopback;
        this.queued = new QueuedCommands(server);
        this.account = server.newAccount();
    }

    /** Sets what is run when a session ends by itself; on any thread. */
    public void onEnd(Runnable action) {
        onEnd = action;
    }

    /** Returns whether no further command is to be carried out. Thread-safe. */
    public boolean isEnding() {
        return ending;
    }

    /** Has no further command carried out. Thread-safe. */
    public void end() {
        ending = true;
    }

    /** Counts it out, when its connection is closed. */
    public void close() {
        ending = true;
        account.release();
        server.remove(this);
        leave();
    }

    /** Ends it if its key was revoked, its tenant dropped, or the first key made while it had a request without one. Thread-safe; reads a row. */
    void endIfRevoked() {
        Pass own = pass;
        StoragePlatform platform = server.gate().ifThere();
        if (platform == null) {
            return;
        }
        try {
            if (own == null ? inPlace && !isLetInWithoutKey() : !own.isValid(platform)) {
                ending = true;
                onEnd.run();
            }
        } catch (StorageException e) {
            // the platform goes; the next look is at another one
        }
    }

    /** Returns what it may send as one command now. */
    public RequestLimits limits() {
        if (pass == null && !isLetInWithoutKey()) {
            return RequestLimits.STRANGER;
        }
        ServerOptions options = server.gate().options();
        return new RequestLimits(options.maxArguments(), options.maxRequestBytes(), true);
    }

    /** Returns whether it must present a key and has not. Thread-safe. */
    public boolean isStranger() {
        return pass == null && !isLetInWithoutKey();
    }

    /** Counts what its connection has in buffers; returns whether that is allowed. */
    public boolean hold(long bytes) {
        return account.set(bytes + queued.bytes(), door, server.gate().options().maxBufferedBytes());
    }

    private boolean isLetInWithoutKey() {
        return loopback
                && !server.gate().hasKeys()
                && !server.gate().options().loopbackTenant().equals(NO_NAME);
    }

    /** Returns what it may do. */
    AccessRole role() {
        Pass own = pass;
        return own == null ? AccessRole.WRITER : own.role();
    }

    /** Returns the door of its tenant, if it is through it already. */
    @Nullable
    TenantDoor doorIfIn() {
        return pass != null || isLetInWithoutKey() ? door : null;
    }

    TenantDoor door() throws CommandException {
        demandAccess();
        TenantDoor own = door;
        if (own != null) {
            return own;
        }
        Pass shown = pass;
        TenantDoor entered;
        if (shown == null) {
            String tenant = server.gate().options().loopbackTenant();
            entered = server.doors().enterWithoutKey(TenantId.of(tenant));
        } else if (shown.isOfPlatform()) {
            throw new CommandException(Refusals.NO_TENANT);
        } else {
            entered = server.doors().enter(shown);
        }
        door = entered;
        return entered;
    }

    QueuedCommands queued() {
        return queued;
    }

    @Override
    public void demandAccess() throws CommandException {
        if (isStranger()) {
            throw new CommandException(Refusals.NO_KEY);
        }
    }

    @Override
    public Instant now() {
        return server.clock().instant();
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void rename(String newName) {
        name = newName;
    }

    @Override
    public void authenticate(String tenant, String text) throws CommandException {
        server.gate().refresh();
        Optional<AccessKey> found = AccessKeys.of(server.gate().platform()).check(text);
        boolean any = tenant.isEmpty() || tenant.equals(ANY_NAME);
        Optional<AccessKey> fitting = found.filter(
                known -> any || known.isOfPlatform() || known.tenant().value().equals(tenant));
        if (fitting.isEmpty()) {
            server.refusals().increment();
            throw new CommandException(Refusals.WRONG_KEY);
        }
        Pass presented = Pass.of(fitting.get());
        TenantDoor entered = null;
        if (!presented.isOfPlatform()) {
            entered = server.doors().enter(presented);
        } else if (!tenant.isEmpty()) {
            entered = server.doors().enter(TenantId.of(tenant));
        }
        leave();
        queued.forget();
        door = entered;
        pass = presented;
    }

    /**
     * Makes it the client of a request that has its key with it.
     *
     * @param text what the request presents; empty if it presents nothing
     */
    public void present(Optional<String> text) throws CommandException {
        Pass own = pass;
        String shown = text.orElse("");
        if (text.isEmpty()) {
            if (own != certificate) {
                reset();
            }
        } else if (own == null || !isSame(shown) || !own.isValid(server.gate().platform())) {
            reset();
            authenticate("", shown);
            lastShown = shown;
        }
    }

    /** Returns the store of the tenant that it reaches. */
    public TenantStore storeOf(TenantId tenant) throws CommandException {
        Pass own = pass;
        TenantDoor present = door;
        if (own != null
                && own.isOfPlatform()
                && (present == null || !present.tenant().equals(tenant))) {
            TenantDoor entered = server.doors().enter(tenant);
            leave();
            door = entered;
        }
        TenantDoor through = door();
        if (!through.tenant().equals(tenant)) {
            throw new IllegalStateException("the caller does not reach this tenant");
        }
        return through.store();
    }

    /** Has its store opened again, because it is closed, or of a tenant that is gone. */
    public void forgetStore() {
        TenantDoor own = doorIfIn();
        if (own != null) {
            own.close();
        }
    }

    private boolean isSame(String shown) {
        return MessageDigest.isEqual(
                shown.getBytes(StandardCharsets.UTF_8), lastShown.getBytes(StandardCharsets.UTF_8));
    }

    /** Lets it in by the certificate of its connection, as long as it presents no key. */
    public void certify(Pass known) {
        certificate = known;
        pass = known;
    }

    /** Returns who it is now. */
    public Caller caller() {
        Pass own = pass;
        inPlace = own == null && isLetInWithoutKey();
        Optional<TenantId> place =
                inPlace ? Optional.of(TenantId.of(server.gate().options().loopbackTenant())) : Optional.empty();
        return new Caller(Optional.ofNullable(own), place);
    }

    @Override
    public void reset() {
        queued.forget();
        lastShown = "";
        name = "";
        pass = certificate;
        leave();
    }

    private void leave() {
        TenantDoor own = door;
        door = null;
        if (own != null) {
            server.doors().leave(own);
        }
    }

    @Override
    public void quit() {
        ending = true;
    }

    @Override
    public void begin() throws CommandException {
        queued.begin();
    }

    @Override
    public void execute(Replies out) throws CommandException {
        queued.execute(this, out);
    }

    @Override
    public void discard() throws CommandException {
        queued.discard();
    }

    @Override
    public void watch(List<byte[]> keys) throws CommandException {
        queued.watch(store(), keys);
    }

    @Override
    public void unwatch() {
        queued.unwatch();
    }

    @Override
    public TenantId tenant() throws CommandException {
        return door().tenant();
    }

    @Override
    public TenantStore store() throws CommandException {
        return door().store();
    }

    @Override
    public StoragePlatform platform() throws CommandException {
        return server.gate().platform();
    }

    @Override
    public ScanCursors cursors() throws CommandException {
        return door().cursors();
    }

    @Override
    public Map<String, Map<String, Object>> figures() throws CommandException {
        return Figures.of(server, door());
    }
}
