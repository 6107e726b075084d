/** The platform: opens a data directory, puts the components together, hands out stores. */
@NullMarked
package org.allidb.storage.engine.internal;

import org.jspecify.annotations.NullMarked;
