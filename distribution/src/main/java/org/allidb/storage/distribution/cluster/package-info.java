/** A cluster of three processes on this machine, to see what becomes of its writes when one of them dies. */
@NullMarked
package org.allidb.storage.distribution.cluster;

import org.jspecify.annotations.NullMarked;
