package org.allidb.storage.spi.http;

import org.osgi.annotation.versioning.ProviderType;

/** A method of HTTP that resources answer. The door answers {@code HEAD} by {@link #GET}, and {@code OPTIONS} by itself. */
@ProviderType
public enum HttpMethod {
    /** Reads. */
    GET,
    /** Makes something be as the body says. */
    PUT,
    /** Does what the body says. */
    POST,
    /** Changes something in part. */
    PATCH,
    /** Removes. */
    DELETE
}
