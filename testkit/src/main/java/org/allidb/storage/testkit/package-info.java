/** File systems that lose power and fail calls, a clock that obeys, and contract tests for the provider interfaces. */
@Version("0.2.0")
@NullMarked
package org.allidb.storage.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
