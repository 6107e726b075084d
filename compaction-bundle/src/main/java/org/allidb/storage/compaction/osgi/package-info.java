/** The components of this bundle in a container. */
@NullMarked
package org.allidb.storage.compaction.osgi;

import org.jspecify.annotations.NullMarked;
