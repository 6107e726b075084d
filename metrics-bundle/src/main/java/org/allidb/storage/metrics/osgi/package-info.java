/** Shows figures and health in a container. */
@NullMarked
package org.allidb.storage.metrics.osgi;

import org.jspecify.annotations.NullMarked;
