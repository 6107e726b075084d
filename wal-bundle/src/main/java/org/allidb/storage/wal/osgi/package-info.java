/** The component of this bundle in a container. */
@NullMarked
package org.allidb.storage.wal.osgi;

import org.jspecify.annotations.NullMarked;
