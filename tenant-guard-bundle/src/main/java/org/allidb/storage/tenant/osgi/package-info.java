/** The component of this bundle in a container. */
@NullMarked
package org.allidb.storage.tenant.osgi;

import org.jspecify.annotations.NullMarked;
