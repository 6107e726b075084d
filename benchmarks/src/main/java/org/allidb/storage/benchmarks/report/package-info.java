/** Tables, charts and pages that are made of the figures. */
@NullMarked
package org.allidb.storage.benchmarks.report;

import org.jspecify.annotations.NullMarked;
