/** What to merge, how, when, and how fast. */
@NullMarked
package org.allidb.storage.compaction.internal;

import org.jspecify.annotations.NullMarked;
