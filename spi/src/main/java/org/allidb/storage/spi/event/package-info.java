/** Events of the platform for logs, shells and monitoring. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.spi.event;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
