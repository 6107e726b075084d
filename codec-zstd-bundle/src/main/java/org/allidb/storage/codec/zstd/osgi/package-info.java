/** The component of this bundle in a container. */
@NullMarked
package org.allidb.storage.codec.zstd.osgi;

import org.jspecify.annotations.NullMarked;
