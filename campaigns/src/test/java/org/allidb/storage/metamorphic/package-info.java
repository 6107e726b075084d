/**
 * Random operations of every kind under every configuration, against a model.
 *
 * <h2>What is compared</h2>
 *
 * <ul>
 *   <li><b>Store and model.</b> After any list of operations every answer of the store is the model's: the row, its bytes,
 *       its timestamp, sequence and expiry; presence and absence; the order and the end of a scan; what is refused, and
 *       by which error. The model ({@link org.allidb.storage.metamorphic.TenantModel}) keeps of each row of a small
 *       {@link org.allidb.storage.metamorphic.Keyspace} the winning version, and the tombstones of ranges.
 *   <li><b>Run and run.</b> One seed gives one {@link org.allidb.storage.metamorphic.OperationLog}, byte for byte.
 *   <li><b>Configuration and configuration.</b> The same operations give the same log under all configurations, as far as
 *       their answers do not depend on one ({@link org.allidb.storage.metamorphic.OperationKind#isComparable()}).
 * </ul>
 *
 * <h2>What may differ from the model</h2>
 *
 * <ul>
 *   <li>A power cut takes a suffix of a tenant's writes, and none that was acknowledged as durable: by a SYNC write after
 *       it, a sync, a flush, a close, a backup, or the passing of {@code wal.sync_interval_ms}. Which suffix, the store's
 *       last sequence tells; the model follows.
 *   <li>A write that failed on a failing disk took effect or did not; again the sequence tells. No other write is lost.
 *   <li>A row that had expired before the wall clock was set back may be gone or be there again.
 *   <li>A write with a caller's timestamp is refused if tombstones of later timestamps may have been dropped.
 *   <li>While a tenant has a quota its writes may be refused, whole, and its flushes may fail.
 * </ul>
 *
 * <h2>How it is repeated</h2>
 *
 * <p>A run's configuration and operations follow from its seed, and an {@link org.allidb.storage.metamorphic.Operation}'s
 * choices from its own seed and from what it finds. There are no threads: background work waits in the
 * {@link org.allidb.storage.metamorphic.SteppedRuntime} until the driver lets it run, on its own thread, at a moment that
 * follows from the seed too; time is a manual clock, and the disk is the testkit's strict one. Configurations named
 * "threads" have real ones; power cuts and disk faults are left out there.
 *
 * <p>A failing run is made short ({@link org.allidb.storage.metamorphic.Reduction}), which is possible because every
 * operation makes sense after any other.
 *
 * <h2>What is left out</h2>
 *
 * <p>A tenant with a log of its own is given no disk quota: its log alone is larger than the quotas here. The scrub, which waits
 * for other background work when it lets a tenant go, would wait for ever where there is one thread; it has tests of its own.
 */
@NullMarked
package org.allidb.storage.metamorphic;

import org.jspecify.annotations.NullMarked;
