/** Pacing of background input and output. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.spi.throttle;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
