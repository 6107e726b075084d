/** The tables of a tenant as numbers of rows, to try compaction strategies with; no data is touched. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.kernel.simulation;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
