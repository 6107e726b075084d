package org.allidb.storage.spi.http;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers requests to a path and what is below it.
 *
 * <ul>
 *   <li>In a container it is an OSGi service, and comes and goes while the door is open. On the class path or module path it is found
 *       by {@link java.util.ServiceLoader} when the door is opened.
 *   <li>The resource with the longest path that fits answers. Of two with one path it is the one with the higher {@code
 *       service.ranking}, and among equals the one that was there first.
 *   <li>It is called on virtual threads, for many requests at a time: it is thread-safe, and may wait.
 *   <li>A {@link org.allidb.storage.api.StorageException} becomes the problem that it is: 429, 507, 503 and so on. What else it throws
 *       becomes 500, and is in the log alone.
 * </ul>
 */
@ConsumerType
public interface HttpResource {

    /**
     * Returns its path.
     *
     * @return for example {@code /metrics}; segments of letters, digits and {@code . _ -}, no slash at the end; {@code /} for all that no
     *     other resource answers. Constant
     */
    String path();

    /** {@return the methods that it answers, for {@code Allow} and 405; constant} */
    Set<HttpMethod> methods();

    /** {@return who may call it; constant} */
    HttpAccess access();

    /**
     * Answers a request.
     *
     * @param request the request
     * @return the answer
     * @throws HttpRefusedException to refuse it
     */
    HttpAnswer answer(HttpRequest request);
}
