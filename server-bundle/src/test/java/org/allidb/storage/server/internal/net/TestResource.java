package org.allidb.storage.server.internal.net;

import java.util.Set;
import java.util.function.Function;
import org.allidb.storage.spi.http.HttpAccess;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRequest;
import org.allidb.storage.spi.http.HttpResource;

/** A resource of a test. */
record TestResource(String path, Set<HttpMethod> methods, HttpAccess access, Function<HttpRequest, HttpAnswer> function)
        implements HttpResource {

    static TestResource open(String path, Function<HttpRequest, HttpAnswer> function) {
        return new TestResource(path, Set.of(HttpMethod.GET, HttpMethod.PUT), HttpAccess.ANYONE, function);
    }

    @Override
    public HttpAnswer answer(HttpRequest request) {
        return function.apply(request);
    }

    /** Says what it was asked. */
    static TestResource echo() {
        return open(
                "/echo",
                request -> HttpAnswer.of(
                        "text/plain; charset=utf-8",
                        request.method() + " " + request.segments() + " " + request.query() + " "
                                + new String(request.body(), java.nio.charset.StandardCharsets.UTF_8)));
    }
}
