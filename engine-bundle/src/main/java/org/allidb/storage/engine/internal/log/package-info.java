/** The commit logs that the engine writes to, and what it does when one fails or is replaced. */
@NullMarked
package org.allidb.storage.engine.internal.log;

import org.jspecify.annotations.NullMarked;
