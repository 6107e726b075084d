/** Encryption of tenants at rest: their keys, the master keys that wrap them, and what is encrypted with them. */
@NullMarked
package org.allidb.storage.engine.internal.crypt;

import org.jspecify.annotations.NullMarked;
