package org.allidb.storage.console.internal;

import java.util.Set;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.spi.http.HttpAccess;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;
import org.allidb.storage.spi.http.HttpResource;

/** {@code /console/figures/…}: what the page shows to those who may see all figures. It opens no tenant, and has no rows. */
public final class FiguresResource implements HttpResource {

    private final RateSampler sampler = new RateSampler(System::nanoTime);

    /** Called by {@code ServiceLoader}. */
    public FiguresResource() {}

    @Override
    public String path() {
        return "/console/figures";
    }

    @Override
    public Set<HttpMethod> methods() {
        return Set.of(HttpMethod.GET);
    }

    @Override
    public HttpAccess access() {
        return HttpAccess.FIGURES;
    }

    @Override
    public HttpAnswer answer(HttpRequest request) {
        StoragePlatform platform = request.platform();
        Parameters parameters = Parameters.of(request);
        return switch (String.join("/", request.segments())) {
            case "live" ->
                HttpAnswer.of("text/event-stream", LiveStream.of(request, platform, sampler))
                        .withHeader("Cache-Control", "no-store");
            case "tenants" -> TenantList.answer(platform, sampler.at(platform, System.nanoTime()), parameters);
            case "tenant" -> TenantPicture.answer(platform, parameters.tenant());
            default -> throw HttpRefusedException.notFound("ask for live, tenants or tenant below this path");
        };
    }
}
