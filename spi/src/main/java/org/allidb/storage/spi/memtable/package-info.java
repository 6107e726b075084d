/** The in-memory write buffer. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.spi.memtable;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
