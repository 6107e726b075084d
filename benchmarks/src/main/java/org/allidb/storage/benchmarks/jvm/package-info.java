/** The processes that benchmarks run in, and the limits on their memory. */
@NullMarked
package org.allidb.storage.benchmarks.jvm;

import org.jspecify.annotations.NullMarked;
