/** The providers that are installed, whichever world they come from, and which of them is in use. */
@NullMarked
package org.allidb.storage.engine.internal.providers;

import org.jspecify.annotations.NullMarked;
