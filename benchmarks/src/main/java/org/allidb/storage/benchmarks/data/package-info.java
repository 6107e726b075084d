/** The keys, values and checksums that every engine is given alike. */
@NullMarked
package org.allidb.storage.benchmarks.data;

import org.jspecify.annotations.NullMarked;
