package org.allidb.storage.metrics.internal.http;

import java.util.Map;
import java.util.Set;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.metrics.MetricsFormat;
import org.allidb.storage.metrics.StorageMetrics;
import org.allidb.storage.spi.http.HttpAccess;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpCaller;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;
import org.allidb.storage.spi.http.HttpResource;
import org.jspecify.annotations.Nullable;

/**
 * {@code /metrics}: figures for Prometheus. A caller that reaches one tenant alone gets those of that tenant; others get the platform and
 * its busiest tenants, or the tenant that they ask for.
 */
public class MetricsResource implements HttpResource {

    private static final String TENANT = "tenant";
    private static final String BUSIEST = "busiest";

    /** Called by {@code ServiceLoader}. */
    public MetricsResource() {}

    @Override
    public String path() {
        return "/metrics";
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
            throw HttpRefusedException.notFound(
                    "there is nothing below /metrics; for one tenant ask for /metrics?tenant=T");
        }
        MetricsFormat format = MetricsFormat.accepted(request.header("Accept").orElse(""));
        return HttpAnswer.of(format.mediaType(), text(request, format)).withHeader("Cache-Control", "no-store");
    }

    private static String text(HttpRequest request, MetricsFormat format) {
        Map<String, String> query = request.query();
        if (query.size() > 1 || !Set.of(TENANT, BUSIEST).containsAll(query.keySet())) {
            throw HttpRefusedException.badRequest("/metrics takes ?tenant=T or ?busiest=N, and nothing else");
        }
        HttpCaller caller = request.caller();
        if (query.containsKey(TENANT)) {
            TenantId tenant = tenant(query.getOrDefault(TENANT, ""));
            if (!caller.maySeeFigures(tenant)) {
                throw HttpRefusedException.forbidden(
                        "this key does not show the figures of that tenant; take one of the tenant, or of an operator");
            }
            return metrics(request).text(format, tenant);
        }
        if (caller.maySeeAllFigures()) {
            return metrics(request).text(format, busiest(query.get(BUSIEST)));
        }
        TenantId own = caller.tenant()
                .filter(caller::maySeeFigures)
                .orElseThrow(
                        () -> HttpRefusedException.forbidden("this key shows no figures; take one of an operator"));
        return metrics(request).text(format, own);
    }

    private static StorageMetrics metrics(HttpRequest request) {
        StoragePlatform platform = request.platform();
        return StorageMetrics.of(platform);
    }

    private static TenantId tenant(String id) {
        try {
            return TenantId.of(id);
        } catch (InvalidArgumentException e) {
            throw HttpRefusedException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static int busiest(@Nullable String number) {
        if (number == null) {
            return StorageMetrics.BUSIEST;
        }
        if (!number.matches("[0-9]{1,5}") || Integer.parseInt(number) > StorageMetrics.MOST_BUSIEST) {
            throw HttpRefusedException.badRequest("?busiest= takes a number from 0 to " + StorageMetrics.MOST_BUSIEST);
        }
        return Integer.parseInt(number);
    }
}
