/**
 * The configuration: sections of parameters with defaults, ranges and descriptions. One definition of each parameter
 * serves YAML, environment variables, Configuration Admin and Metatype.
 */
@Version("0.2.0")
@NullMarked
package org.allidb.storage.api.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
