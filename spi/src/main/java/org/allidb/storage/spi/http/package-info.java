/**
 * Resources of the network door: what other bundles answer over HTTP. A resource is an OSGi service under {@link
 * org.allidb.storage.spi.http.HttpResource}, or is found by {@link java.util.ServiceLoader}. It is a function of a request and an
 * answer; the door has sockets, keys, bounds and time limits.
 */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.spi.http;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
