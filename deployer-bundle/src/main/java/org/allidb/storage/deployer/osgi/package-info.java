/** Offers plain plug-in jars to File Install as bundles. */
@NullMarked
package org.allidb.storage.deployer.osgi;

import org.jspecify.annotations.NullMarked;
