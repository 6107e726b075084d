/** The scrub: reads and verifies all tables of all tenants, slowly, in the background. */
@NullMarked
package org.allidb.storage.engine.internal.scrub;

import org.jspecify.annotations.NullMarked;
