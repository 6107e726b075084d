package org.allidb.storage.replication.ratis;

import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.rpc.CallId;
import org.jspecify.annotations.Nullable;

/**
 * When a machine settles: when it is asked to, after many entries, and after many bytes of them. If it cannot, Ratis would try again after
 * each entry; here it waits a second, unless it is asked to. The thread that applies calls all but {@link #demand} and {@link #failure}.
 */
final class Settling {

    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final long WAIT_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final long limit;
    private long bytes;
    private long failedNanos;
    private volatile boolean demanded;
    private volatile @Nullable Exception failure;

    Settling(long limit) {
        this.limit = limit;
    }

    /** Returns what has Ratis settle the group of a machine. */
    static SnapshotManagementRequest request(RatisMachine machine, ClientId self) {
        return SnapshotManagementRequest.newCreate(
                self, machine.getId(), machine.getGroupId(), CallId.getAndIncrement(), WAIT_MILLIS, 1);
    }

    /** Notes the bytes of an entry; returns whether the machine has to settle now. */
    boolean isDue(int more) {
        bytes += more;
        if (bytes < limit) {
            return false;
        }
        bytes = 0;
        return true;
    }

    /** Says that the machine was asked to settle. */
    void demand() {
        demanded = true;
    }

    /** Returns whether settling is tried. */
    boolean begin() {
        boolean now = demanded || failure == null || System.nanoTime() - failedNanos >= PAUSE;
        demanded = false;
        return now;
    }

    void succeeded() {
        bytes = 0;
        failure = null;
    }

    void failed(Exception cause) {
        failedNanos = System.nanoTime();
        failure = cause;
    }

    /** Returns why the machine could not settle the last time; null if it could. */
    @Nullable
    Exception failure() {
        return failure;
    }
}
