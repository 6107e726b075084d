/** Moves of tenants from one data directory to another. */
@NullMarked
package org.allidb.storage.engine.internal.move;

import org.jspecify.annotations.NullMarked;
