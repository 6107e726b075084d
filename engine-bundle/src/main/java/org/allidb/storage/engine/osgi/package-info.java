/** The engine in a container: follows providers and configuration, publishes the platform. */
@NullMarked
package org.allidb.storage.engine.osgi;

import org.jspecify.annotations.NullMarked;
