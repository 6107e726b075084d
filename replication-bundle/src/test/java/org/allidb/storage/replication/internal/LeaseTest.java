package org.allidb.storage.replication.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.allidb.storage.spi.replication.CommittedEntry;
import org.junit.jupiter.api.Test;

/** A lease lasts half an election timeout from before its entry was appended, and only while its node leads. */
class LeaseTest {

    private static final long MILLIS = 1_000_000;
    private static final byte[] NOTHING = {};

    private final Lease lease = new Lease(1_000);

    @Test
    void countsFromBeforeTheEntryWasAppended() {
        lease.leads(true);
        assertFalse(lease.holds(0));
        lease.applied(own(100 * MILLIS));
        assertTrue(lease.holds(599 * MILLIS));
        assertFalse(lease.holds(600 * MILLIS));
    }

    @Test
    void anothersEntryRenewsNothing() {
        lease.leads(true);
        lease.applied(CommittedEntry.of(1, 1, NOTHING, CommittedEntry.NOT_OWN));
        assertFalse(lease.holds(0));
    }

    @Test
    void endsWithTheLeadAndIsNotRenewedWhileItIsHandedOver() {
        lease.leads(true);
        lease.applied(own(0));
        assertTrue(lease.holds(1));
        lease.leads(false);
        assertFalse(lease.holds(1));
        lease.applied(own(2));
        assertFalse(lease.holds(3), "the next leader may have been elected before this node's own time was over");
        lease.leads(true);
        assertFalse(lease.holds(3));
        lease.applied(own(4));
        assertTrue(lease.holds(5));
    }

    private static CommittedEntry own(long nanos) {
        return CommittedEntry.of(1, 1, NOTHING, nanos);
    }
}
