/** What is measured: one class for each workload. */
@NullMarked
package org.allidb.storage.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
