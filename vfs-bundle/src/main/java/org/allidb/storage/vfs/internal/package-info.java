/** The local file system over {@code java.nio}: the only code that names it. */
@NullMarked
package org.allidb.storage.vfs.internal;

import org.jspecify.annotations.NullMarked;
