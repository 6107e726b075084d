/** Netty: the listener, its connections, and the timers that end those that do nothing. */
@NullMarked
package org.allidb.storage.server.internal.net;

import org.jspecify.annotations.NullMarked;
