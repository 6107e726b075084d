/** Master keys, which wrap the keys of encrypted tenants. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.spi.keys;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
