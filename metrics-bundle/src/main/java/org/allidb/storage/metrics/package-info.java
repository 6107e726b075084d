/** The figures and the health of a platform, for programs that embed the storage. A container shows them by itself. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.metrics;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
