/** The seam by which a plain Java program finds the engine. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.spi.engine;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
