/** Compaction: strategies decide what to merge, an executor merges, a scheduler decides when. */
@Version("0.2.0")
@NullMarked
package org.allidb.storage.spi.compaction;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
