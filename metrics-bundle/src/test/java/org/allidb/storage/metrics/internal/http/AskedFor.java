package org.allidb.storage.metrics.internal.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.spi.http.HttpCaller;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;

/** A request without a network. */
record AskedFor(
        Optional<StoragePlatform> platformIfThere,
        HttpCaller caller,
        List<String> segments,
        Map<String, String> query,
        Map<String, String> headers)
        implements HttpRequest {

    /** Whom a key was given to: one tenant, all figures, or nothing. */
    record Caller(Optional<TenantId> tenant, boolean maySeeAllFigures) implements HttpCaller {

        static final Caller OPERATOR = new Caller(Optional.empty(), true);
        static final Caller NOBODY = new Caller(Optional.empty(), false);

        static Caller of(TenantId tenant) {
            return new Caller(Optional.of(tenant), false);
        }

        @Override
        public boolean isKnown() {
            return !equals(NOBODY);
        }

        @Override
        public Optional<String> key() {
            return Optional.empty();
        }

        @Override
        public Optional<AccessRole> role() {
            return Optional.of(AccessRole.OPERATOR);
        }

        @Override
        public boolean mayRead(TenantId id) {
            return false;
        }

        @Override
        public boolean mayWrite(TenantId id) {
            return false;
        }

        @Override
        public boolean maySeeFigures(TenantId id) {
            return maySeeAllFigures || tenant.equals(Optional.of(id));
        }

        @Override
        public boolean mayAdminister() {
            return false;
        }
    }

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public byte[] body() {
        return new byte[0];
    }

    @Override
    public StoragePlatform platform() {
        return platformIfThere.orElseThrow(() -> new HttpRefusedException(503, "away", "try again", Map.of()));
    }

    @Override
    public TenantStore storeToRead(TenantId tenant) {
        throw HttpRefusedException.forbidden("no rows");
    }

    @Override
    public TenantStore storeToWrite(TenantId tenant) {
        throw HttpRefusedException.forbidden("no rows");
    }
}
