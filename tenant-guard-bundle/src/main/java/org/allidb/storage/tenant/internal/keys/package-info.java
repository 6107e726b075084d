/** The built-in providers of master keys. */
@NullMarked
package org.allidb.storage.tenant.internal.keys;

import org.jspecify.annotations.NullMarked;
