/** The table of all metrics, and the forms in which it is written. */
@NullMarked
package org.allidb.storage.metrics.internal;

import org.jspecify.annotations.NullMarked;
