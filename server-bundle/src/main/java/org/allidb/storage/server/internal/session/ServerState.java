package org.allidb.storage.server.internal.session;

import io.netty.util.concurrent.Ticker;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;

/** What all clients share. Thread-safe. */
public final class ServerState {

    private final PlatformGate gate;
    private final InstantSource clock;
    private final TenantDoors doors;
    private final Contention contention = new Contention();
    private final AtomicLong lastId = new AtomicLong();
    private final AtomicLong buffered = new AtomicLong();
    private final AtomicLong bufferedOfStrangers = new AtomicLong();
    private final LongAdder commands = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private final Ticker ticker = Ticker.systemTicker();
    private final long startNanos = ticker.nanoTime();
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

    /**
     * Nobody is connected.
     *
     * @param gate the platform behind the door
     * @param clock by which keys expire
     */
    public ServerState(PlatformGate gate, InstantSource clock) {
        this.gate = gate;
        this.clock = clock;
        this.doors = new TenantDoors(gate);
    }

    /** Returns the platform behind the door. */
    public PlatformGate gate() {
        return gate;
    }

    /** Returns the time of timers in nanoseconds. */
    public long nanoTime() {
        return ticker.nanoTime();
    }

    /** Returns a client that has presented nothing yet. */
    public Session newSession(boolean loopback) {
        Session session = new Session(this, lastId.incrementAndGet(), loopback);
        sessions.add(session);
        return session;
    }

    /** Returns an account of the buffers of a connection. */
    public BufferAccount newAccount() {
        return new BufferAccount(buffered, bufferedOfStrangers);
    }

    /** Forgets the stores of all tenants, because the platform that they are of goes. */
    public void forgetStores() {
        doors.close();
    }

    /** Ends the sessions whose keys were revoked. Reads rows. */
    public void endRevoked() {
        sessions.forEach(Session::endIfRevoked);
    }

    /** Reports how many wrong keys were presented since it was last called: one event, however many there are. */
    public void reportRefusals() {
        StoragePlatform platform = gate.ifThere();
        long count = platform == null ? 0 : refusals.sumThenReset();
        if (platform != null && count > 0) {
            try {
                platform.reportAccess(
                        "the door has refused " + count + (count == 1 ? " key" : " keys") + " that are none");
            } catch (StorageException e) {
                // it is being closed, and its trail with it
                refusals.add(count);
            }
        }
    }

    LongAdder refusals() {
        return refusals;
    }

    void remove(Session session) {
        sessions.remove(session);
    }

    int connections() {
        return sessions.size();
    }

    long seconds() {
        return (nanoTime() - startNanos) / 1_000_000_000;
    }

    InstantSource clock() {
        return clock;
    }

    TenantDoors doors() {
        return doors;
    }

    Contention contention() {
        return contention;
    }

    LongAdder commands() {
        return commands;
    }
}
