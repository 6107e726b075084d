/**
 * The life of tenants and of the platform: which tenants are open, who opens, closes, drops, restores and replays them. One
 * slot for each generation ({@link org.allidb.storage.engine.internal.lifecycle.TenantSlots}) says what happens to it;
 * {@code docs/locks.md} says what is held meanwhile: nothing.
 */
@NullMarked
package org.allidb.storage.engine.internal.lifecycle;

import org.jspecify.annotations.NullMarked;
