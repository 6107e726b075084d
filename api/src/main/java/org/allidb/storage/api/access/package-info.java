/** Keys by which clients of a network door are let in: who may do what to which tenant. */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.api.access;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
