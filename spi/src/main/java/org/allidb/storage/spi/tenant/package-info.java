/** The tenant guard: catalogue, directories, quotas, admission. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.spi.tenant;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
