/** Merging sorted cursors into one, and the pools that keep their buffers. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.kernel.merge;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
