/** The commands of the shell, one class each. */
@NullMarked
package org.allidb.storage.shell.internal.command;

import org.jspecify.annotations.NullMarked;
