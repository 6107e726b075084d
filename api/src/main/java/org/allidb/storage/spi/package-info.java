/** The root of the service provider interfaces: what all replaceable components have in common. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
