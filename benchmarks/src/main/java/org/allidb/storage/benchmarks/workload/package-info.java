/** The workloads, a class for each. */
@NullMarked
package org.allidb.storage.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
