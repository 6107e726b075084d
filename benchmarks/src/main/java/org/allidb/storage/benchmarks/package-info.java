/** The benchmarks that run AlliDB Storage side by side with other engines: settings, processes and figures. */
@NullMarked
package org.allidb.storage.benchmarks;

import org.jspecify.annotations.NullMarked;
