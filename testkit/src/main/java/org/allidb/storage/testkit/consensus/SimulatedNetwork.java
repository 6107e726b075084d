package org.allidb.storage.testkit.consensus;

import java.time.Duration;
import java.util.Collection;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The network between the nodes of a {@link MemoryConsensus}. Its messages overtake each other. Messages that are on their way when a
 * link is cut arrive. Thread-safe.
 */
@ProviderType
public final class SimulatedNetwork {

    private final VirtualTime time;
    private final Random random;
    private final Set<Link> cut = ConcurrentHashMap.newKeySet();
    private volatile long minDelayNanos = Duration.ofMillis(1).toNanos();
    private volatile long maxDelayNanos = Duration.ofMillis(10).toNanos();
    private volatile double loss;
    private volatile double duplication;

    private record Link(String from, String to) {}

    SimulatedNetwork(VirtualTime time, Random random) {
        this.time = time;
        this.random = random;
    }

    /**
     * Cuts one direction of a link.
     *
     * @param from the node whose messages are lost
     * @param to the node that does not receive them
     */
    public void cut(String from, String to) {
        cut.add(new Link(from, to));
    }

    /**
     * Cuts both directions between the nodes of two sides.
     *
     * @param one the nodes of one side
     * @param other the nodes of the other side
     */
    public void partition(Collection<String> one, Collection<String> other) {
        for (String left : one) {
            for (String right : other) {
                cut(left, right);
                cut(right, left);
            }
        }
    }

    /** Mends all links. Loss, duplication and delay stay. */
    public void heal() {
        cut.clear();
    }

    /**
     * Sets how long a message is on its way.
     *
     * @param least the shortest time
     * @param most the longest time
     */
    public void delay(Duration least, Duration most) {
        if (least.isNegative() || most.compareTo(least) < 0) {
            throw new IllegalArgumentException("the delay must be 0 or greater, and its maximum at least its minimum");
        }
        minDelayNanos = least.toNanos();
        maxDelayNanos = most.toNanos();
    }

    /**
     * Sets how many messages are lost.
     *
     * @param share from 0 to 1
     */
    public void loss(double share) {
        loss = share;
    }

    /**
     * Sets how many of the messages of the protocol arrive twice. Proposals and questions do not: they travel over connections.
     *
     * @param share from 0 to 1
     */
    public void duplication(double share) {
        duplication = share;
    }

    /** Sends a message of the protocol. */
    void send(String from, String to, Runnable delivery) {
        transmit(from, to, delivery);
        if (random.nextDouble() < duplication) {
            transmit(from, to, delivery);
        }
    }

    /** Sends a request or its response, which arrives once at most. A node reaches itself always. */
    void sendOnce(String from, String to, Runnable delivery) {
        if (from.equals(to)) {
            time.schedule(0, delivery);
        } else {
            transmit(from, to, delivery);
        }
    }

    private void transmit(String from, String to, Runnable delivery) {
        double drawn = random.nextDouble();
        if (drawn >= loss && !cut.contains(new Link(from, to))) {
            time.schedule(random.nextLong(minDelayNanos, maxDelayNanos + 1), delivery);
        }
    }
}
