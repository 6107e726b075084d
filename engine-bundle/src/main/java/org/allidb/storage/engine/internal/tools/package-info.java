/** The tools for the worst day: check, dump and repair of a data directory that no process has open. */
@NullMarked
package org.allidb.storage.engine.internal.tools;

import org.jspecify.annotations.NullMarked;
