/** One tenant's LSM tree: its write buffers, its write path, its flushes and compactions. */
@NullMarked
package org.allidb.storage.engine.internal.tenant;

import org.jspecify.annotations.NullMarked;
