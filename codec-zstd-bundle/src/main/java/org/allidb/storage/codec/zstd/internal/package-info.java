/** The block codec zstd. */
@NullMarked
package org.allidb.storage.codec.zstd.internal;

import org.jspecify.annotations.NullMarked;
