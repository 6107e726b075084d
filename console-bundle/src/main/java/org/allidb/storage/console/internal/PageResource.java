package org.allidb.storage.console.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.allidb.storage.spi.http.HttpAccess;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;
import org.allidb.storage.spi.http.HttpResource;

/**
 * {@code /console/}: the files of the page. They are the same for all and tell nothing of the storage, so that no key is needed to load
 * them. Only files that are named here are served.
 */
public final class PageResource implements HttpResource {

    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    /** The files by path, with their media types. */
    static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("index.html", HTML),
            Map.entry("style.css", STYLE),
            Map.entry("icon.svg", "image/svg+xml"),
            Map.entry("app.js", SCRIPT),
            Map.entry("acts.js", SCRIPT),
            Map.entry("admin.js", SCRIPT),
            Map.entry("api.js", SCRIPT),
            Map.entry("browse.js", SCRIPT),
            Map.entry("deeds.js", SCRIPT),
            Map.entry("format.js", SCRIPT),
            Map.entry("now.js", SCRIPT),
            Map.entry("panels.js", SCRIPT),
            Map.entry("tenants.js", SCRIPT),
            Map.entry("tiers.js", SCRIPT),
            Map.entry("vendor/htm-preact.js", SCRIPT),
            Map.entry("vendor/uplot.js", SCRIPT),
            Map.entry("vendor/uplot.css", STYLE));

    private static final String FOLDER = "/org/allidb/storage/console/page/";
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

    /** Called by {@code ServiceLoader}. */
    public PageResource() {}

    @Override
    public String path() {
        return "/console";
    }

    @Override
    public Set<HttpMethod> methods() {
        return Set.of(HttpMethod.GET);
    }

    @Override
    public HttpAccess access() {
        return HttpAccess.ANYONE;
    }

    @Override
    public HttpAnswer answer(HttpRequest request) {
        List<String> segments = request.segments();
        if (segments.isEmpty()) {
            return HttpAnswer.empty().withStatus(308).withHeader("Location", "/console/");
        }
        String file = segments.equals(List.of("")) ? "index.html" : String.join("/", segments);
        String mediaType = FILES.get(file);
        if (mediaType == null) {
            throw HttpRefusedException.notFound("the console has no such file; begin at /console/");
        }
        return HttpAnswer.of(mediaType, read(file))
                .withHeader("Content-Security-Policy", POLICY)
                .withHeader("X-Content-Type-Options", "nosniff")
                .withHeader("Referrer-Policy", "no-referrer")
                .withHeader("Cache-Control", "no-cache");
    }

    /** Reads a file of the page. */
    static byte[] read(String file) {
        try (InputStream in = PageResource.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException("the console's bundle has no " + file + "; install it again");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
