/** The resources below {@code /v1}: rows of tenants, and the administration of the platform, as JSON. */
@NullMarked
package org.allidb.storage.server.internal.rest;

import org.jspecify.annotations.NullMarked;
