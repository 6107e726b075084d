package org.allidb.storage.replication.internal;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.Cluster;
import org.allidb.storage.api.CompactionSimulation;
import org.allidb.storage.api.Components;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.ScrubReport;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Subscription;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantEncryption;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.WriteHistory;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEventListener;
import org.allidb.storage.api.statistics.PlatformStatistics;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.spi.replication.ReplicaEngine;
import org.allidb.storage.spi.tenant.TenantDescriptor;

/**
 * A platform whose tenants are replicated. What changes tenants goes through their shards; what concerns this machine (files, figures,
 * parts) is done on this machine. Thread-safe.
 */
final class ClusterPlatform implements StoragePlatform {

    /** The cluster numbers the lives of tenants by positions of its log; this is not one of them. */
    private static final long ANY_GENERATION = 1;

    private final ReplicaEngine engine;
    private final StoragePlatform local;
    private final ClusterNode node;

    /**
     * Creates the platform.
     *
     * @param engine the data directory on this machine; closed with this
     * @param node this node of the cluster; closed with this
     */
    ClusterPlatform(ReplicaEngine engine, ClusterNode node) {
        this.engine = engine;
        this.local = engine.platform();
        this.node = node;
    }

    @Override
    public Optional<Cluster> cluster() {
        return Optional.of(node);
    }

    @Override
    public TenantStore open(TenantId id) {
        Shard shard = shard(id);
        return shard.gate().read(() -> opened(id, shard), TenantStore::close);
    }

    @Override
    public TenantStore openOrCreate(TenantId id) {
        try {
            return open(id);
        } catch (TenantUnknownException e) {
            return create(id, TenantSettings.DEFAULTS, true);
        }
    }

    @Override
    public TenantStore create(TenantId id, TenantSettings settings) {
        return create(id, settings, false);
    }

    private TenantStore create(TenantId id, TenantSettings settings, boolean mayExist) {
        check(id, settings);
        checkRoom(id);
        Shard shard = shard(id);
        Answer answer = shard.run(new Command(Command.Kind.CREATE, id, 0, encoded(id, settings)));
        if (answer.status() == Answer.Status.TENANT_EXISTS && !mayExist) {
            throw new TenantExistsException(id, "tenant '" + id + "' exists already; open it, or choose another id");
        }
        awaitHere(shard, answer);
        return opened(id, shard);
    }

    @Override
    public void update(TenantId id, TenantSettings settings) {
        check(id, settings);
        Shard shard = shard(id);
        Answer answer = shard.run(new Command(Command.Kind.UPDATE, id, 0, encoded(id, settings)));
        checkKnown(id, answer);
        if (answer.status() == Answer.Status.SETTINGS_REFUSED) {
            throw new InvalidArgumentException(new String(answer.payload(), StandardCharsets.UTF_8));
        }
        awaitHere(shard, answer);
    }

    @Override
    public void drop(TenantId id) {
        // refuses callers that work for another tenant
        local.tenant(id);
        Shard shard = shard(id);
        Answer answer = shard.run(Command.drop(id));
        checkKnown(id, answer);
        awaitHere(shard, answer);
    }

    private void check(TenantId id, TenantSettings settings) {
        engine.checkSettings(id, settings);
        if (settings.encrypted()) {
            throw notYet("encrypts no tenants", "encrypt the disks of the nodes");
        }
        if (settings.dedicatedLog()) {
            throw notYet("has no logs of single tenants", "create the tenant without one");
        }
    }

    /** Refuses a tenant that nodes could not create: a shard stands still on a node that cannot. */
    private void checkRoom(TenantId id) {
        int most = local.configuration().tenants().maxTenants();
        if (local.tenant(id).isEmpty() && local.statistics().tenants() >= most) {
            throw new InvalidArgumentException("there are " + most
                    + " tenants already, as many as tenants.max_tenants allows; drop one, or raise it on all nodes");
        }
    }

    private Shard shard(TenantId id) {
        return node.shard(node.shardOf(id));
    }

    private TenantStore opened(TenantId id, Shard shard) {
        TenantStore store = local.open(id);
        return new ClusterStore(store, engine.replica(store), shard);
    }

    static byte[] encoded(TenantId id, TenantSettings settings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            TenantDescriptor.of(id, ANY_GENERATION, settings, 0).writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void checkKnown(TenantId id, Answer answer) {
        if (answer.status() == Answer.Status.UNKNOWN_TENANT) {
            throw new TenantUnknownException(id, "there is no tenant '" + id + "'; create it first");
        }
    }

    /** Waits until this node has what was done, so that its next call finds it. */
    private static void awaitHere(Shard shard, Answer answer) {
        shard.machine().applied().await(answer.position(), shard.retries().patienceMillis());
    }

    private static InvalidArgumentException notYet(String what, String instead) {
        return new InvalidArgumentException("a cluster " + what + " yet; " + instead);
    }

    @Override
    public void suspend(TenantId id, Suspension.Mode mode, String by) {
        throw notYet("suspends no tenants", "take its keys away from its clients");
    }

    @Override
    public void resume(TenantId id) {
        throw notYet("suspends no tenants", "there is nothing to resume");
    }

    @Override
    public void copy(TenantId source, TenantId copy) {
        throw notYet("copies no tenants", "read its rows and write them");
    }

    @Override
    public void move(TenantId id, StoragePlatform target) {
        throw notYet("moves no tenants to other data directories", "read its rows and write them there");
    }

    @Override
    public void abandonMove(TenantId id, StoragePlatform target) {
        throw notYet("moves no tenants to other data directories", "there is nothing to abandon");
    }

    @Override
    public TenantEncryption encryption(TenantId id) {
        return local.encryption(id);
    }

    @Override
    public TenantEncryption rotateKey(TenantId id) {
        return local.rotateKey(id);
    }

    @Override
    public StoragePlatform openBeside(Path directory) {
        return local.openBeside(directory);
    }

    @Override
    public List<TenantInfo> tenants() {
        node.all().forEach(shard -> shard.gate().settled());
        return local.tenants();
    }

    @Override
    public Optional<TenantInfo> tenant(TenantId id) {
        return shard(id).gate().read(() -> local.tenant(id));
    }

    @Override
    public TenantUsage usage(TenantId id) {
        return local.usage(id);
    }

    @Override
    public Map<TenantId, TenantStatistics> openTenantStatistics() {
        return local.openTenantStatistics();
    }

    @Override
    public ScrubReport scrub(TenantId id) {
        return local.scrub(id);
    }

    @Override
    public Components components() {
        return local.components();
    }

    @Override
    public StorageConfiguration configuration() {
        return local.configuration();
    }

    @Override
    public List<String> configure(StorageConfiguration configuration) {
        return local.configure(configuration);
    }

    @Override
    public void flush() {
        local.flush();
    }

    @Override
    public PlatformStatistics statistics() {
        return local.statistics();
    }

    @Override
    public Subscription subscribe(StorageEventListener listener) {
        return local.subscribe(listener);
    }

    @Override
    public void reportAccess(String message) {
        local.reportAccess(message);
    }

    @Override
    public CompactionSimulation simulateCompaction(String strategy, WriteHistory history, CompactionOptions options) {
        return local.simulateCompaction(strategy, history, options);
    }

    @Override
    public BackupDirectory backups(Path directory) {
        return local.backups(directory);
    }

    @Override
    public BackupDirectory existingBackups(Path directory) {
        return local.existingBackups(directory);
    }

    @Override
    public void close() {
        node.close();
        local.close();
    }
}
