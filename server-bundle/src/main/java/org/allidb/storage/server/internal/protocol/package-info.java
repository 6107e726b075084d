/** RESP, the protocol of Redis: commands are decoded, answers encoded. Knows neither the storage nor the network. */
@NullMarked
package org.allidb.storage.server.internal.protocol;

import org.jspecify.annotations.NullMarked;
