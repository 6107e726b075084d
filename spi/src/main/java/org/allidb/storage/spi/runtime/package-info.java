/** Time and threads: the only way by which components read a clock or start work of their own. */
@Version("0.2.0")
@NullMarked
package org.allidb.storage.spi.runtime;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
