/** What looks at files instead of using them: checks, dumps and salvage, one inspector for each file format. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.spi.inspect;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
