package org.allidb.storage.replication.internal;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.spi.replication.CommittedEntry;
import org.allidb.storage.spi.replication.Consensus;
import org.allidb.storage.spi.replication.ReplicaEngine;
import org.allidb.storage.spi.replication.ReplicaStore;
import org.allidb.storage.spi.replication.ReplicatedMachine;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Applies a shard's log to the tenants on this node.
 *
 * <ul>
 *   <li>What an entry does depends on the log alone, so that all replicas become the same.
 *   <li>A command that cannot be applied now, on a full disk for example, is tried again until it can. None is skipped, and the shard
 *       stands still meanwhile on this node.
 *   <li>After a restart entries come again whose effect is there. Each tenant knows the last write that it has, and at which position it
 *       was created, so that nothing is done twice.
 * </ul>
 */
final class ShardMachine implements ReplicatedMachine {

    private static final System.Logger LOG = System.getLogger(ShardMachine.class.getName());
    private static final byte[] NOTHING = {};
    private static final long FIRST_DELAY_MILLIS = 10;
    private static final long MAX_DELAY_MILLIS = 2_000;

    private final String name;
    private final ReplicaEngine engine;
    private final StorageClock clock;
    private final Lease lease;
    private final AppliedPosition applied = new AppliedPosition();
    private final CountDownLatch leaving = new CountDownLatch(1);
    private final ReplicaTenants tenants;
    private volatile @Nullable Consensus group;
    /** Why the shard stands still on this node; null if it does not. */
    private volatile @Nullable String stuck;

    /**
     * Creates the machine of a shard.
     *
     * @param name the shard, for messages
     * @param engine has the tenants
     * @param clock the node's
     * @param electionTimeoutMillis the shortest time before an election
     */
    ShardMachine(String name, ReplicaEngine engine, StorageClock clock, long electionTimeoutMillis) {
        this.name = name;
        this.engine = engine;
        this.clock = clock;
        this.lease = new Lease(electionTimeoutMillis);
        this.tenants = new ReplicaTenants(engine);
    }

    /** Says by what the shard agrees: a leader is asked for positions, and proposes entries without commands. */
    void begin(Consensus agreed) {
        group = agreed;
    }

    AppliedPosition applied() {
        return applied;
    }

    /** Returns whether this node may answer a read alone whose view was taken before. */
    boolean mayRead() {
        return lease.holds(clock.nanoTime());
    }

    /** Returns why the shard stands still on this node, if it does. */
    Optional<String> stuck() {
        return Optional.ofNullable(stuck);
    }

    @Override
    public byte[] prepare(byte[] entry) {
        return Entry.stamped(entry, clock.wallMicros());
    }

    @Override
    public byte[] apply(CommittedEntry committed) throws InterruptedException {
        Entry entry = Entry.decode(committed.bytes());
        List<Answer> answers = new ArrayList<>(entry.commands().size());
        for (int i = 0; i < entry.commands().size(); i++) {
            Place place = new Place(committed.position(), i);
            answers.add(applied(entry.commands().get(i), entry.wallMicros(), place));
        }
        applied.moveTo(committed.position());
        lease.applied(committed);
        return Entry.encodeAnswers(committed.position(), answers);
    }

    /**
     * The place of a command in the log. A tenant orders its writes by one number, which leaves room for the commands of an entry.
     *
     * @param position the entry's
     * @param index the command's in the entry
     */
    private record Place(long position, int index) {

        private static final int BITS = 20;

        long number() {
            return position << BITS | index;
        }
    }

    /** Applies a command, however long it takes. */
    private Answer applied(Command command, long wallMicros, Place place) throws InterruptedException {
        long delay = FIRST_DELAY_MILLIS;
        while (true) {
            try {
                Answer answer = apply(command, wallMicros, place);
                stuck = null;
                return answer;
            } catch (StorageException e) {
                if (stuck == null) {
                    stuck = String.valueOf(e.getMessage());
                    LOG.log(Level.ERROR, name + " stands still on this node, and tries again, until this is mended", e);
                }
            }
            if (leaving.await(delay, TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("the node is being stopped");
            }
            delay = Math.min(MAX_DELAY_MILLIS, 2 * delay);
        }
    }

    private Answer apply(Command command, long wallMicros, Place place) {
        return switch (command.kind()) {
            case WRITE -> write(command, wallMicros, place);
            case CREATE -> create(command, place);
            case UPDATE -> update(command, place);
            case DROP -> drop(command, place);
        };
    }

    private Answer write(Command command, long wallMicros, Place place) {
        Optional<ReplicaStore> tenant = tenants.find(command.tenant());
        if (tenant.isEmpty() || tenant.get().foundedAt() != command.founded()) {
            return Answer.of(Answer.Status.UNKNOWN_TENANT, place.position());
        }
        byte[] outcome = tenant.get().apply(command.payload(), wallMicros, place.number());
        return new Answer(Answer.Status.DONE, place.position(), outcome);
    }

    private Answer create(Command command, Place place) {
        Optional<ReplicaStore> there = tenants.find(command.tenant());
        long number = place.number();
        if (there.isPresent() && there.get().foundedAt() != 0) {
            // a later life of the id, or this one, was created before a restart
            boolean ours = there.get().foundedAt() >= number;
            return Answer.of(ours ? Answer.Status.DONE : Answer.Status.TENANT_EXISTS, place.position());
        }
        ReplicaStore created = there.isPresent()
                ? there.get()
                : tenants.adopt(engine.platform()
                        .create(command.tenant(), settings(command).settings()));
        created.found(number);
        return Answer.of(Answer.Status.DONE, place.position());
    }

    private Answer update(Command command, Place place) {
        if (!lives(command, place)) {
            return Answer.of(Answer.Status.UNKNOWN_TENANT, place.position());
        }
        try {
            engine.platform().update(command.tenant(), settings(command).settings());
            return Answer.of(Answer.Status.DONE, place.position());
        } catch (InvalidArgumentException e) {
            // no node can have them so, and the shard must not stand still for that
            byte[] why = String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
            return new Answer(Answer.Status.SETTINGS_REFUSED, place.position(), why);
        }
    }

    private Answer drop(Command command, Place place) {
        if (!lives(command, place)) {
            return Answer.of(Answer.Status.UNKNOWN_TENANT, place.position());
        }
        tenants.forget(command.tenant());
        try {
            engine.platform().drop(command.tenant());
        } catch (TenantUnknownException e) {
            LOG.log(Level.DEBUG, "dropped before a restart", e);
        }
        return Answer.of(Answer.Status.DONE, place.position());
    }

    /** Returns whether there is the tenant that a command means, and not a later life of its id. */
    private boolean lives(Command command, Place place) {
        return tenants.find(command.tenant())
                .filter(tenant -> tenant.foundedAt() < place.number())
                .isPresent();
    }

    private static TenantDescriptor settings(Command command) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(command.payload()))) {
            return TenantDescriptor.readFrom(in);
        } catch (IOException e) {
            throw new StorageIoException("the settings of a tenant that came through the cluster cannot be read", e);
        }
    }

    @Override
    public void settle() throws IOException {
        try {
            tenants.sync();
        } catch (StorageException e) {
            throw new IOException(name + " cannot make durable what it applied: " + e.getMessage(), e);
        }
    }

    @Override
    public void passed(long position) {
        applied.moveTo(position);
    }

    /**
     * Answers a position that has all that was acknowledged before the question, and all that any node showed a reader before: what is
     * committed, not what is applied here. Another node may be ahead of its leader in applying. First the position, then the lease.
     */
    @Override
    public CompletionStage<byte[]> answer(byte[] question) {
        Consensus begun = group;
        if (begun == null) {
            return CompletableFuture.failedFuture(new IOException(name + " has not begun on this node"));
        }
        long position = begun.committed();
        if (mayRead()) {
            return CompletableFuture.completedFuture(Entry.encodeAnswers(position, List.of()));
        }
        return begun.propose(Shard.barrier());
    }

    @Override
    public void leads(boolean leads, Optional<String> leader) {
        lease.leads(leads);
    }

    /** Ends what waits here, so that the shard can be left. */
    void leave() {
        leaving.countDown();
    }

    /** Closes its tenants, when nothing is applied any more. */
    void close() {
        tenants.close();
    }

    static byte[] question() {
        return NOTHING;
    }
}
