/** A platform as a node of a cluster: tenants are spread over shards, and each shard's writes are agreed upon by its nodes. */
@NullMarked
package org.allidb.storage.replication.internal;

import org.jspecify.annotations.NullMarked;
