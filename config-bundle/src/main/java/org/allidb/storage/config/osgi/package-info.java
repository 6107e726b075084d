/** Feeds Configuration Admin from the configuration file, and describes the parameters to it. */
@NullMarked
package org.allidb.storage.config.osgi;

import org.jspecify.annotations.NullMarked;
