/**
 * Consensus by Apache Ratis, an implementation of Raft, over gRPC. No other package names Ratis. Its files, clock and threads are its
 * own: they go past {@code spi.vfs} and {@code spi.runtime}, because its log cannot be plugged.
 */
@NullMarked
package org.allidb.storage.replication.ratis;

import org.jspecify.annotations.NullMarked;
