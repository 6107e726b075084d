/**
 * A campaign over the life of tenants: many threads make all calls of the platform at a time, beside swaps of its parts and
 * a strategy that takes its time. A model knows which rows must be there and which must not, and a watchdog knows when no
 * thread gets on.
 */
@NullMarked
package org.allidb.storage.lives;

import org.jspecify.annotations.NullMarked;
