/** Immutable sorted tables. */
@Version("0.2.0")
@NullMarked
package org.allidb.storage.spi.sstable;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
