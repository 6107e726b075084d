/** Replication: an ordered log that several machines agree on, and the engine as one that applies it. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.spi.replication;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
