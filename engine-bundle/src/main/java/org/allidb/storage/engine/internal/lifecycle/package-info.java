/**
 * The life of tenants and of the platform: which tenants are open, and how they are opened, closed, dropped, restored and replayed. One
 * slot for each generation ({@link org.allidb.storage.engine.internal.lifecycle.TenantSlots}) says what happens to it;
 * {@code docs/locks.md} says what is held meanwhile: nothing.
 */
@NullMarked
package org.allidb.storage.engine.internal.lifecycle;

import org.jspecify.annotations.NullMarked;
