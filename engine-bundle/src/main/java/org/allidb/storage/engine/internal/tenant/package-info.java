/**
 * One tenant's LSM tree: its memtables, its write path, its flushes and compactions. They share
 * {@link org.allidb.storage.engine.internal.tenant.TenantState}, which calls none of them.
 * {@link org.allidb.storage.engine.internal.tenant.TenantLsm} composes them. The invariants of the write path are at the head
 * of {@link org.allidb.storage.engine.internal.tenant.CommitPipeline}.
 */
@NullMarked
package org.allidb.storage.engine.internal.tenant;

import org.jspecify.annotations.NullMarked;
