/** How a program without a container finds the engine, the server, the tools and the reader of configuration files. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.api.bootstrap;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
