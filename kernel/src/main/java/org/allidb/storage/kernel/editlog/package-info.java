/** Logs of small edits to a directory's state, such as manifests and catalogues, and durable changes of names. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.kernel.editlog;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
