/** Shares of the machine: what tenants take, and how one that takes too much is slowed while others wait. */
@NullMarked
package org.allidb.storage.engine.internal.fairness;

import org.jspecify.annotations.NullMarked;
