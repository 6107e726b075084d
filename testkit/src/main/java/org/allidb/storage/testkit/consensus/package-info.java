/**
 * A log that several nodes in one process agree on, for tests: Raft (Ongaro and Ousterhout, 2014) in virtual time, with a network
 * that delays, loses and duplicates messages.
 */
@Version("0.1.0")
@NullMarked
package org.allidb.storage.testkit.consensus;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
