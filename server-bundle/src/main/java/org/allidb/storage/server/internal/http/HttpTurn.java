package org.allidb.storage.server.internal.http;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.server.internal.command.CommandException;
import org.allidb.storage.server.internal.failure.Failure;
import org.allidb.storage.server.internal.failure.FailureKind;
import org.allidb.storage.server.internal.session.Caller;
import org.allidb.storage.server.internal.session.PlatformGate;
import org.allidb.storage.server.internal.session.Session;
import org.allidb.storage.spi.http.HttpAccess;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one request of a connection: first it is admitted, by its head alone, and when its body has arrived it is answered. Used
 * by one thread at a time, a virtual one: it waits for the storage.
 */
public final class HttpTurn {

    private static final Logger LOG = System.getLogger(HttpTurn.class.getName());
    private static final Failure NO_KEY = new Failure(
            FailureKind.NO_KEY, "present a key: 'Authorization: Bearer KEY', or Basic with the key as the password");
    private static final Failure WRONG_KEY =
            new Failure(FailureKind.WRONG_KEY, "this is no key, or no longer; ask an administrator for one");

    private final PlatformGate gate;
    private final Session session;
    private final Resources resources;

    private @Nullable RequestHead head;
    private RequestTarget target = new RequestTarget(List.of(), Map.of());
    private Resources.@Nullable Entry entry;
    private Caller caller = new Caller(Optional.empty(), Optional.empty());

    /** For the client of a connection. */
    public HttpTurn(PlatformGate gate, Session session, Resources resources) {
        this.gate = gate;
        this.session = session;
        this.resources = resources;
    }

    /**
     * Decides by its head whether a request may send its body.
     *
     * @param wanted the request
     * @return the answer if it is answered already; empty if the body is wanted
     */
    public Optional<HttpAnswer> admit(RequestHead wanted) {
        return answered(() -> {
            head = wanted;
            target = RequestTarget.of(wanted.target());
            Resources.Entry found = resources.find(target.segments());
            entry = found;
            caller = identify(found.access());
            Origins.check(wanted, caller.presented().isEmpty() && caller.place().isPresent());
            checkAccess(found.access());
            if (wanted.method().equals("OPTIONS")) {
                return Optional.of(HttpAnswer.empty().withHeader("Allow", HttpRefusedException.allow(found.methods())));
            }
            if (method(wanted).filter(found.methods()::contains).isEmpty()) {
                throw HttpRefusedException.methodNotAllowed(found.methods());
            }
            checkLength(wanted.framing().length());
            return Optional.empty();
        });
    }

    private Caller identify(HttpAccess access) {
        RequestHead wanted = head();
        try {
            session.present(Credentials.of(wanted));
        } catch (CommandException e) {
            FailureKind kind = e.failure().kind();
            if (access == HttpAccess.ANYONE && kind == FailureKind.AWAY) {
                return new Caller(Optional.empty(), Optional.empty());
            }
            throw Problems.refusal(kind == FailureKind.WRONG_KEY ? WRONG_KEY : e.failure());
        }
        return session.caller();
    }

    private RequestHead head() {
        RequestHead wanted = head;
        if (wanted == null) {
            throw new IllegalStateException("no request was admitted");
        }
        return wanted;
    }

    private void checkAccess(HttpAccess access) {
        boolean allowed = switch (access) {
            case ANYONE -> true;
            case KNOWN -> caller.isKnown();
            case FIGURES -> caller.maySeeAllFigures();
            case ADMINISTRATION -> caller.mayAdminister();
        };
        if (!allowed) {
            throw caller.isKnown()
                    ? HttpRefusedException.forbidden(
                            access == HttpAccess.FIGURES
                                    ? "this is for callers that may see the figures of all tenants; present such a key"
                                    : "this is for administrators of the platform; present the key of one")
                    : Problems.refusal(NO_KEY);
        }
    }

    private static Optional<HttpMethod> method(RequestHead wanted) {
        String name = wanted.isHead() ? HttpMethod.GET.name() : wanted.method();
        for (HttpMethod method : HttpMethod.values()) {
            if (method.name().equals(name)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the most bytes of the body of the request that was admitted.
     *
     * @return bytes
     */
    public int mostBytes() {
        return session.limits().bytes();
    }

    /** Checks a length that was declared, or has arrived. */
    private void checkLength(long length) {
        if (length > mostBytes()) {
            throw tooLarge();
        }
    }

    /** Returns the refusal of a body that is too large. */
    public HttpRefusedException tooLarge() {
        return Problems.refusal(new Failure(
                FailureKind.TOO_LARGE,
                "the body is larger than the " + mostBytes() + " bytes that are allowed; send less at a time"));
    }

    /** Answers the request that was admitted. */
    public HttpAnswer answer(byte[] body) {
        return answered(() -> Optional.of(admitted(body))).orElseThrow();
    }

    private HttpAnswer admitted(byte[] body) {
        RequestHead wanted = head();
        Resources.Entry found = entry;
        if (found == null) {
            throw new IllegalStateException("no request was admitted");
        }
        List<String> segments = target.segments();
        Exchange exchange = new Exchange(
                method(wanted).orElseThrow(),
                new Exchange.Parts(
                        segments.subList(found.path().size(), segments.size()), target.query(), wanted.headers(), body),
                caller,
                new Exchange.Connection() {
                    @Override
                    public Optional<StoragePlatform> platform() {
                        return Optional.ofNullable(gate.ifThere());
                    }

                    @Override
                    public TenantStore store(TenantId tenant) {
                        return storeOf(tenant);
                    }
                });
        HttpAnswer answer = found.resource().answer(exchange);
        if (answer.body().length > gate.options().maxOutputBytes()) {
            throw new HttpRefusedException(
                    500,
                    "answer-too-large",
                    "the answer is larger than server.max_output_mb allows; ask for less at a time",
                    Map.of());
        }
        return answer;
    }

    private TenantStore storeOf(TenantId tenant) {
        try {
            return session.storeOf(tenant);
        } catch (CommandException e) {
            throw Problems.refusal(e.failure());
        }
    }

    private interface Step {
        Optional<HttpAnswer> run();
    }

    private Optional<HttpAnswer> answered(Step step) {
        try {
            return step.run();
        } catch (HttpRefusedException e) {
            return Optional.of(Problems.answer(e));
        } catch (StorageException e) {
            if (e instanceof StoreClosedException || e instanceof TenantUnknownException) {
                session.forgetStore();
            }
            return Optional.of(Problems.answer(Problems.refusal(Failure.of(e))));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a resource of the door failed", e);
            return Optional.of(Problems.answer(Problems.refusal(
                    new Failure(FailureKind.INTERNAL, "this cannot be answered now; the log of the server says why"))));
        }
    }
}
