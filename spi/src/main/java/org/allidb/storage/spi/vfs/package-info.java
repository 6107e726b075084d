/** The file system as an interface: the one door to the disk. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.spi.vfs;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
