package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The changes of a tenant in the order in which they were made: for an index, a cache or a copy beside the storage, that is to follow it.
 * A tenant has a feed if its parameter {@code feed.retention_mb} is more than 0. Thread-safe.
 *
 * <ul>
 *   <li><b>Each acknowledged write is there once</b>, whole, and in the order of sequences: what was visible is a beginning of it.
 *   <li><b>What a consumer has seen stays.</b> A batch comes when a power cut cannot take it any more. Buffered writes come after a sync,
 *       which the reader asks for.
 *   <li><b>No gap is silent.</b> Where changes are missing, a reader gets {@link ChangesLostException} in their place.
 *       Reasons are: the retention was shorter than the consumer was slow; rows were loaded in bulk, past the log; the feed was switched
 *       off and on; the tenant was dropped, restored, copied or moved; the feed could not be written.
 *   <li><b>A write that was refused</b> because its sync failed may be there. It is there exactly if readers see it.
 *   <li>The feed's files are in the tenant's directory, and count for its disk quota. What a tenant writes goes there a second time.
 * </ul>
 *
 * To begin, or to begin again after {@link ChangesLostException}, take the position of a snapshot and scan that:
 *
 * <pre>{@code
 * ChangePosition position;
 * try (Snapshot snapshot = store.snapshot()) {
 *     position = store.changeFeed().at(snapshot);
 *     try (Cursor rows = snapshot.scan(ScanRequest.all())) {
 *         while (rows.next()) {
 *             index.add(rows.row());
 *         }
 *     }
 * }
 * try (Changes changes = store.changeFeed().read(position)) {
 *     while (running) {
 *         changes.next(Duration.ofSeconds(1)).ifPresent(batch -> index.apply(batch.changes(), batch.position()));
 *     }
 * }
 * }</pre>
 */
@ProviderType
public interface ChangeFeed {

    /**
     * Returns the earliest position from which the feed can be read now.
     *
     * @return the position; a later call may return a later one
     */
    ChangePosition oldest();

    /**
     * Returns the position behind everything that is visible now. Makes that durable first.
     *
     * @return the position
     */
    ChangePosition newest();

    /**
     * Returns the position of a snapshot: the changes behind it are those that the snapshot does not see. Makes what it sees durable
     * first.
     *
     * @param snapshot an open snapshot of this tenant
     * @return the position
     * @throws InvalidArgumentException if it is another tenant's
     * @throws ChangesLostException if the feed began after the snapshot
     */
    ChangePosition at(Snapshot snapshot);

    /**
     * Reads the changes behind a position.
     *
     * @param after where to begin
     * @return the reader, to be closed
     * @throws ChangesLostException if the feed does not have all changes from there on
     * @throws InvalidArgumentException if no batch of this feed ends there
     */
    Changes read(ChangePosition after);
}
