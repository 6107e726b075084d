/** Watches the disk: every call of the file system is noted while it is under way, so that one that hangs is seen. */
@NullMarked
package org.allidb.storage.engine.internal.disk;

import org.jspecify.annotations.NullMarked;
