package org.allidb.storage.spi.http;

import java.io.Serial;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.annotation.versioning.ProviderType;

/** A request that is refused. The door answers it as {@code application/problem+json}. */
@ProviderType
public final class HttpRefusedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final transient Map<String, String> headers;

    /**
     * A refusal.
     *
     * @param status the status, 400 to 599
     * @param type a word that programs compare and that never changes, for example {@code not-found}
     * @param detail what is wrong and what to do, for people
     * @param headers headers of the answer beside those that the door writes
     */
    public HttpRefusedException(int status, String type, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
        this.headers = Map.copyOf(headers);
    }

    /**
     * Returns the refusal of a request that is wrong in itself.
     *
     * @param detail what is wrong and what to do
     * @return to be thrown, 400
     */
    public static HttpRefusedException badRequest(String detail) {
        return new HttpRefusedException(400, "bad-request", detail, Map.of());
    }

    /**
     * Returns the refusal of something that the caller may not do.
     *
     * @param detail what is wrong and what to do
     * @return to be thrown, 403
     */
    public static HttpRefusedException forbidden(String detail) {
        return new HttpRefusedException(403, "forbidden", detail, Map.of());
    }

    /**
     * Returns the refusal of a path at which there is nothing.
     *
     * @param detail what is wrong and what to do
     * @return to be thrown, 404
     */
    public static HttpRefusedException notFound(String detail) {
        return new HttpRefusedException(404, "not-found", detail, Map.of());
    }

    /**
     * Returns the refusal of a method.
     *
     * @param allowed the methods that are allowed at the path
     * @return to be thrown, 405
     */
    public static HttpRefusedException methodNotAllowed(Set<HttpMethod> allowed) {
        String allow = allow(allowed);
        return new HttpRefusedException(
                405, "method-not-allowed", "this path answers " + allow, Map.of("Allow", allow));
    }

    /**
     * Returns what the header {@code Allow} says.
     *
     * @param allowed methods
     * @return those, {@code HEAD} where there is {@code GET}, and {@code OPTIONS}
     */
    public static String allow(Set<HttpMethod> allowed) {
        return allowed.stream()
                        .sorted()
                        .map(method -> method == HttpMethod.GET ? "GET, HEAD" : method.name())
                        .collect(Collectors.joining(", "))
                + (allowed.isEmpty() ? "OPTIONS" : ", OPTIONS");
    }

    /** {@return the status} */
    public int status() {
        return status;
    }

    /** {@return the word that programs compare} */
    public String type() {
        return type;
    }

    /** {@return headers of the answer} */
    public Map<String, String> headers() {
        return headers;
    }
}
