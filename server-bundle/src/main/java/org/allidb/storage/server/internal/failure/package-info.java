/** What clients are told of failures, by whichever protocol they came: one mapping of exceptions to kinds. */
@NullMarked
package org.allidb.storage.server.internal.failure;

import org.jspecify.annotations.NullMarked;
