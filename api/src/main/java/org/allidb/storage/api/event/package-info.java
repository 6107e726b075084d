/** Events of the platform for logs, shells and monitoring. */
@Version("0.2.0")
@NullMarked
package org.allidb.storage.api.event;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
