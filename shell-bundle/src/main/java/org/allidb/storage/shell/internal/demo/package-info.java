/** The demo: the storage at work on the classes of the running JDK. */
@NullMarked
package org.allidb.storage.shell.internal.demo;

import org.jspecify.annotations.NullMarked;
