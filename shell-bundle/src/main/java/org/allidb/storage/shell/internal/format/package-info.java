/** What is printed: tables, numbers for people, progress. */
@NullMarked
package org.allidb.storage.shell.internal.format;

import org.jspecify.annotations.NullMarked;
