/** Keys, entries and suggestions as text. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.kernel.text;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
