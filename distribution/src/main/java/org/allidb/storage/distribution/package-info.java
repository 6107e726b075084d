/** Starts the container: the Felix framework, the bundles of the distribution, the shell. */
@NullMarked
package org.allidb.storage.distribution;

import org.jspecify.annotations.NullMarked;
