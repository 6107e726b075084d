/** The figures of a platform for Micrometer. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.metrics.micrometer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
