/**
 * A campaign over the life of tenants. Many threads make all calls of the platform at a time, beside swaps of its parts
 * and a strategy that takes its time. A model knows which rows must be there and which must not. A watchdog reports
 * threads that do not advance.
 */
@NullMarked
package org.allidb.storage.lives;

import org.jspecify.annotations.NullMarked;
