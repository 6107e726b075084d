/** Requests and answers of HTTP, free of sockets: targets, resources, who may call them, and problems. */
@NullMarked
package org.allidb.storage.server.internal.http;

import org.jspecify.annotations.NullMarked;
