/** The block codec lz4. */
@NullMarked
package org.allidb.storage.codec.lz4.internal;

import org.jspecify.annotations.NullMarked;
