/** Configuration as annotated records: one definition of each parameter serves YAML, environment and Metatype. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.spi.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
