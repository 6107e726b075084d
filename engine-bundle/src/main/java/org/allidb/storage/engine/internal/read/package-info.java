/** The read path: lookups and cursors over memtables and tables. */
@NullMarked
package org.allidb.storage.engine.internal.read;

import org.jspecify.annotations.NullMarked;
