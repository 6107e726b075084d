/** The commands: one table of them, what each does with the rows of a tenant, and the transaction that they run in. */
@NullMarked
package org.allidb.storage.server.internal.command;

import org.jspecify.annotations.NullMarked;
