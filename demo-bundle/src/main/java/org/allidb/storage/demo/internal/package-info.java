/** The demo: the storage at work on the classes of the running JDK. */
@NullMarked
package org.allidb.storage.demo.internal;

import org.jspecify.annotations.NullMarked;
