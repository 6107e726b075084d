/** The engines that are compared, behind one interface. */
@NullMarked
package org.allidb.storage.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
