package org.allidb.storage.metrics.internal.http;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.allidb.storage.metrics.StorageHealth;
import org.allidb.storage.metrics.internal.Liveness;
import org.allidb.storage.spi.http.HttpAccess;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;
import org.allidb.storage.spi.http.HttpResource;

/**
 * {@code /health/ready} and {@code /health/live}: 200 or 503, for what watches the process, with a key or without. The reasons are
 * told to those who may see all figures.
 */
public class HealthResource implements HttpResource {

    private static final int UNAVAILABLE = 503;

    private final Liveness liveness = new Liveness();

    /** Called by {@code ServiceLoader}. */
    public HealthResource() {}

    @Override
    public String path() {
        return "/health";
    }

    @Override
    public Set<HttpMethod> methods() {
        return Set.of(HttpMethod.GET);
    }

    @Override
    public HttpAccess access() {
        return HttpAccess.ANYONE;
    }

    /** Returns reasons not to be ready that the platform itself does not know. */
    protected List<String> moreReasons() {
        return List.of();
    }

    @Override
    public HttpAnswer answer(HttpRequest request) {
        boolean told = request.caller().maySeeAllFigures();
        return switch (String.join("/", request.segments())) {
            case "ready" -> ready(request, told);
            case "live" -> live(request, told);
            default -> throw HttpRefusedException.notFound("ask for /health/ready or /health/live");
        };
    }

    private HttpAnswer ready(HttpRequest request, boolean told) {
        StorageHealth health = StorageHealth.of(request.platformIfThere()).with(moreReasons());
        String status = health.isReady() ? "ready" : "not ready";
        return answer(status, health.isReady(), told, health.reasons(), health.warnings());
    }

    private HttpAnswer live(HttpRequest request, boolean told) {
        boolean live = liveness.answers(request.platformIfThere());
        return answer(live ? "live" : "not live", live, told, live ? List.of() : List.of(Liveness.SILENT), List.of());
    }

    private static HttpAnswer answer(
            String status, boolean good, boolean told, List<String> reasons, List<String> warnings) {
        String details = told ? ",\"reasons\":" + list(reasons) + ",\"warnings\":" + list(warnings) : "";
        HttpAnswer answer = HttpAnswer.of("application/json", "{\"status\":" + quoted(status) + details + "}\n")
                .withHeader("Cache-Control", "no-store");
        return good ? answer : answer.withStatus(UNAVAILABLE);
    }

    private static String list(List<String> texts) {
        return texts.stream().map(HealthResource::quoted).collect(Collectors.joining(",", "[", "]"));
    }

    /** Returns a string of JSON. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
