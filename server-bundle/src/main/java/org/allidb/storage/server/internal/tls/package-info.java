/** TLS of the door: its certificate, which is read again when it changes, and what certificates of clients say. */
@NullMarked
package org.allidb.storage.server.internal.tls;

import org.jspecify.annotations.NullMarked;
