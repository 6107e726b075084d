/** Opens the door in a container. */
@NullMarked
package org.allidb.storage.server.osgi;

import org.jspecify.annotations.NullMarked;
