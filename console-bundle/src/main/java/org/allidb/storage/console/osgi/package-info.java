/** The console in a container. */
@NullMarked
package org.allidb.storage.console.osgi;

import org.jspecify.annotations.NullMarked;
