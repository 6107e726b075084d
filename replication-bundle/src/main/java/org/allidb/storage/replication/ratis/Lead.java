package org.allidb.storage.replication.ratis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.spi.replication.ReplicatedMachine;
import org.apache.ratis.server.DivisionInfo;

/**
 * Tells a machine who leads. Ratis tells it by several threads: the lock keeps the calls of the machine in an order in which the last one
 * is true.
 */
final class Lead {

    private final ReplicatedMachine machine;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private boolean closed;

    Lead(ReplicatedMachine machine) {
        this.machine = machine;
    }

    /** Tells that this node does not lead, or not yet. */
    void changed(Optional<String> leader) {
        lock.lock();
        try {
            if (!closed) {
                machine.leads(false, leader);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells that this node leads, if it does: Ratis says so without a lock, maybe too late. When it ceases to lead, Ratis changes its
     * role first and calls {@link #changed} then, which waits for this call.
     */
    void ready(RatisMachine of) {
        lock.lock();
        try {
            DivisionInfo info =
                    of.getServer().join().getDivision(of.getGroupId()).getInfo();
            if (!closed && info.isLeader() && info.isLeaderReady()) {
                machine.leads(true, Optional.of(of.getId().toString()));
            }
        } catch (IOException e) {
            // The group was closed meanwhile.
            machine.leads(false, Optional.empty());
        } finally {
            lock.unlock();
        }
    }

    /** Tells for the last time that this node does not lead. */
    void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                machine.leads(false, Optional.empty());
            }
        } finally {
            lock.unlock();
        }
    }
}
