/** The console: its page, and the resources that the page asks. */
@NullMarked
package org.allidb.storage.console.internal;

import org.jspecify.annotations.NullMarked;
