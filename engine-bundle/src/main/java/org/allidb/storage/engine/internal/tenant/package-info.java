/**
 * One tenant's LSM tree: its memtables, its write path, its flushes and compactions.
 * {@link org.allidb.storage.engine.internal.tenant.TenantState} is what they share and calls none of them;
 * {@link org.allidb.storage.engine.internal.tenant.TenantLsm} composes them. The invariants of the write path are at the head of
 * {@link org.allidb.storage.engine.internal.tenant.CommitPipeline}.
 */
@NullMarked
package org.allidb.storage.engine.internal.tenant;

import org.jspecify.annotations.NullMarked;
