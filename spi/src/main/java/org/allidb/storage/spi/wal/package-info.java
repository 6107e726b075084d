/** The write-ahead log. */
@Version("0.2.0")
@NullMarked
package org.allidb.storage.spi.wal;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
