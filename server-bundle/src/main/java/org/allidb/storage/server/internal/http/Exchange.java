package org.allidb.storage.server.internal.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.server.internal.failure.Failure;
import org.allidb.storage.spi.http.HttpCaller;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;

/** A request as its resource sees it. */
final class Exchange implements HttpRequest {

    /** What a request needs of the connection that it came by. */
    interface Connection {

        /** Returns the platform; empty while it is away. */
        Optional<StoragePlatform> platform();

        /** Returns the store of the tenant that the caller reaches. */
        TenantStore store(TenantId tenant);
    }

    private final HttpMethod method;
    private final Parts parts;
    private final HttpCaller caller;
    private final Connection connection;

    Exchange(HttpMethod method, Parts parts, HttpCaller caller, Connection connection) {
        this.method = method;
        this.parts = parts;
        this.caller = caller;
        this.connection = connection;
    }

    /**
     * What a client has sent.
     *
     * @param segments the path behind that of the resource
     * @param query the parameters
     * @param headers by name in lower case
     * @param body the body
     */
    record Parts(List<String> segments, Map<String, String> query, Map<String, String> headers, byte[] body) {}

    @Override
    public HttpMethod method() {
        return method;
    }

    @Override
    public List<String> segments() {
        return parts.segments;
    }

    @Override
    public Map<String, String> query() {
        return parts.query;
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(parts.headers.get(name.toLowerCase(Locale.ROOT)));
    }

    @Override
    public byte[] body() {
        return parts.body;
    }

    @Override
    public HttpCaller caller() {
        return caller;
    }

    @Override
    public StoragePlatform platform() {
        return connection.platform().orElseThrow(() -> Problems.refusal(Failure.AWAY));
    }

    @Override
    public Optional<StoragePlatform> platformIfThere() {
        return connection.platform();
    }

    @Override
    public TenantStore storeToRead(TenantId tenant) {
        return store(tenant, caller.mayRead(tenant), "reads");
    }

    @Override
    public TenantStore storeToWrite(TenantId tenant) {
        return store(tenant, caller.mayWrite(tenant), "writes");
    }

    private TenantStore store(TenantId tenant, boolean allowed, String verb) {
        if (!allowed) {
            throw HttpRefusedException.forbidden(
                    "the caller is not one that " + verb + " rows of this tenant; present a key that does");
        }
        return connection.store(tenant);
    }
}
