/** A notebook: what a client bundle offers to others. */
@Version("0.1.0")
package org.allidb.storage.examples.client;

import org.osgi.annotation.versioning.Version;
