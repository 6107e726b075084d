/** The vocabulary that log, memtable, tables and compaction share: keys, entries, batches, runs and cursors over them. */
@Version("0.2.0")
@NullMarked
package org.allidb.storage.spi.entry;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
