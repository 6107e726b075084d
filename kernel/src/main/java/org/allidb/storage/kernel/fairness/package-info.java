/** Turns of those that share something, by weight. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.kernel.fairness;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
