/** Offers the commands to Gogo. */
@NullMarked
package org.allidb.storage.shell.osgi;

import org.jspecify.annotations.NullMarked;
