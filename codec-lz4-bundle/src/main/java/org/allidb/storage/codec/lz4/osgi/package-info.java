/** The component of this bundle in a container. */
@NullMarked
package org.allidb.storage.codec.lz4.osgi;

import org.jspecify.annotations.NullMarked;
