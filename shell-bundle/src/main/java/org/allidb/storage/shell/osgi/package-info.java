/** Offers the commands to Gogo and the programs to the launcher. */
@NullMarked
package org.allidb.storage.shell.osgi;

import org.jspecify.annotations.NullMarked;
