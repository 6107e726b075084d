/** Offers to the engine what the configuration file sets, and describes the parameters to configuration tools. */
@NullMarked
package org.allidb.storage.config.osgi;

import org.jspecify.annotations.NullMarked;
