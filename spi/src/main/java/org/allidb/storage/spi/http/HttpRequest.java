package org.allidb.storage.spi.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A request that has arrived whole, whose caller is known and may call the resource. Used by one thread at a time; what it returns
 * is not to be changed.
 */
@ProviderType
public interface HttpRequest {

    /** {@return the method; {@code HEAD} is {@link HttpMethod#GET}} */
    HttpMethod method();

    /**
     * Returns the segments of the path behind that of the resource, decoded: for {@code /metrics/a%2Fb} and a resource at {@code
     * /metrics} they are {@code a/b} alone. The door has refused segments that are {@code .}, {@code ..}, or that have characters of
     * control, percent signs that would decode once more, or no UTF-8. A segment may have slashes: it is never the name of a file.
     *
     * @return the segments; none for the path of the resource itself. One that ends with a slash has an empty last segment
     */
    List<String> segments();

    /**
     * Returns the parameters of the query, decoded.
     *
     * @return by name, in their order; the door has refused a query that names one twice
     */
    Map<String, String> query();

    /**
     * Returns a header.
     *
     * @param name its name, in any case
     * @return its value, several joined with commas; empty if there is none
     */
    Optional<String> header(String name);

    /** {@return the body; empty if there is none} */
    byte[] body();

    /** {@return who calls} */
    HttpCaller caller();

    /**
     * Returns the platform behind the door.
     *
     * @return the platform
     * @throws HttpRefusedException with status 503 while it is away, because its engine is replaced
     */
    StoragePlatform platform();

    /** {@return the platform behind the door; empty while it is away} */
    Optional<StoragePlatform> platformIfThere();

    /**
     * Returns the store of a tenant, for reading.
     *
     * @param tenant the tenant
     * @return its store, open until the answer has been sent; not to be closed
     * @throws HttpRefusedException with status 403 if the caller may not read its rows, whether it exists or not
     * @throws org.allidb.storage.api.TenantUnknownException if the caller may, and it does not exist
     */
    TenantStore storeToRead(TenantId tenant);

    /**
     * Returns the store of a tenant, for reading and writing.
     *
     * @param tenant the tenant
     * @return its store, open until the answer has been sent; not to be closed
     * @throws HttpRefusedException with status 403 if the caller may not write its rows, whether it exists or not
     * @throws org.allidb.storage.api.TenantUnknownException if the caller may, and it does not exist
     */
    TenantStore storeToWrite(TenantId tenant);
}
