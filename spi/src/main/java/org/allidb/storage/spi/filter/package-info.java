/** Filters of the keys of tables. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.spi.filter;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
