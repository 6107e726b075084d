/** Publishes the parts of replication as services. */
@NullMarked
package org.allidb.storage.replication.osgi;

import org.jspecify.annotations.NullMarked;
