/** Clients and what they share: the platform that comes and goes, the tenants that they are in, and what they may take. */
@NullMarked
package org.allidb.storage.server.internal.session;

import org.jspecify.annotations.NullMarked;
