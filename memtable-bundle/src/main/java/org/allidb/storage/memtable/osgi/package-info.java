/** The component of this bundle in a container. */
@NullMarked
package org.allidb.storage.memtable.osgi;

import org.jspecify.annotations.NullMarked;
