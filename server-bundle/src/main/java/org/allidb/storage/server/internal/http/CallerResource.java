package org.allidb.storage.server.internal.http;

import java.util.Set;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.spi.http.HttpAccess;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpCaller;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;
import org.allidb.storage.spi.http.HttpResource;

/** Says to a caller who it is: the first request of a client that was handed a key. */
final class CallerResource implements HttpResource {

    @Override
    public String path() {
        return "/v1/caller";
    }

    @Override
    public Set<HttpMethod> methods() {
        return Set.of(HttpMethod.GET);
    }

    @Override
    public HttpAccess access() {
        return HttpAccess.KNOWN;
    }

    @Override
    public HttpAnswer answer(HttpRequest request) {
        if (!request.segments().isEmpty()) {
            throw HttpRefusedException.notFound("there is nothing below this path; ask for the path itself");
        }
        HttpCaller caller = request.caller();
        String role = caller.role().map(Object::toString).orElse("");
        String tenant = caller.tenant()
                .map(TenantId::value)
                .map(id -> "\"tenant\":" + Problems.quoted(id) + ",")
                .orElse("");
        String key =
                caller.key().map(id -> "\"key\":" + Problems.quoted(id) + ",").orElse("");
        return HttpAnswer.of(
                "application/json",
                "{" + tenant + key + "\"role\":" + Problems.quoted(role) + ",\"figures_of_all\":"
                        + caller.maySeeAllFigures() + ",\"administers\":" + caller.mayAdminister() + "}\n");
    }
}
