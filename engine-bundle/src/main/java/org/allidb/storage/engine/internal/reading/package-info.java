/** Data directories that are opened for reading only, beside a process that writes to them, or where nothing can be written. */
@NullMarked
package org.allidb.storage.engine.internal.reading;

import org.jspecify.annotations.NullMarked;
