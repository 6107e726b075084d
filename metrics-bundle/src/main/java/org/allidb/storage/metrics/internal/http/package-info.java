/** Figures and health as resources of the network door. */
@NullMarked
package org.allidb.storage.metrics.internal.http;

import org.jspecify.annotations.NullMarked;
