/** Offers the programs of the demo to the launcher. */
@NullMarked
package org.allidb.storage.demo.osgi;

import org.jspecify.annotations.NullMarked;
