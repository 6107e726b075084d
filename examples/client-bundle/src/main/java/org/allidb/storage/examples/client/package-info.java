/** The service that the client bundle offers. */
@Version("0.1.0")
package org.allidb.storage.examples.client;

import org.osgi.annotation.versioning.Version;
