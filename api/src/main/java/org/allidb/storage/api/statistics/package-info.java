/** Figures of the platform, its parts and its tenants. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.api.statistics;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
