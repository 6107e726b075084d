/** The audit trail: what was done to tenants and to the platform, in files whose lines are chained by hashes. */
@NullMarked
package org.allidb.storage.engine.internal.audit;

import org.jspecify.annotations.NullMarked;
