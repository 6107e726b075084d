/** Block compression. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.spi.codec;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
