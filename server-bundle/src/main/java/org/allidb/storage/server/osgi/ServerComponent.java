package org.allidb.storage.server.osgi;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.allidb.storage.api.ClusterUnavailableException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageServer;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.ServerOptions;
import org.allidb.storage.server.internal.http.Resources;
import org.allidb.storage.server.internal.net.NettyServer;
import org.allidb.storage.server.internal.rest.DoorResources;
import org.allidb.storage.server.internal.session.PlatformGate;
import org.allidb.storage.spi.http.HttpResource;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Opens the door when there is a platform, and keeps it open while the platform is replaced. The door is registered as a
 * {@link StorageServer}; its property {@value #DOOR} says to people where it listens and who is let in.
 */
@Component(
        service = {},
        immediate = true)
public final class ServerComponent {

    private static final Logger LOG = System.getLogger(ServerComponent.class.getName());
    private static final String DOOR = "allidb.server.door";
    private static final long PAUSE_MILLIS = 500;

    private final PlatformGate gate = new PlatformGate();
    private final Resources resources = DoorResources.all();

    @GuardedBy("this")
    private @Nullable BundleContext context;

    @GuardedBy("this")
    private @Nullable StoragePlatform platform;

    @GuardedBy("this")
    private @Nullable NettyServer server;

    @GuardedBy("this")
    private @Nullable ServerOptions openedWith;

    @GuardedBy("this")
    private @Nullable ServiceRegistration<StorageServer> registration;

    @GuardedBy("this")
    private boolean awaitsCluster;

    /** Called by the container. */
    public ServerComponent() {}

    /** Called by the container. */
    @Activate
    synchronized void start(BundleContext bundle) {
        context = bundle;
        open();
    }

    /** Called by the container. */
    @Deactivate
    synchronized void stop() {
        shut();
        context = null;
    }

    /** Called by the container. A new platform comes before the old one goes. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindPlatform(StoragePlatform present) {
        platform = present;
        open();
    }

    /** Called by the container. */
    synchronized void unbindPlatform(StoragePlatform former) {
        gate.close(former);
        if (platform == former) {
            platform = null;
            if (server != null) {
                server.forgetStores();
            }
        }
    }

    /** Called by the container. It is answered from now on, over connections that are open too. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindResource(HttpResource resource, Map<String, Object> properties) {
        resources.add(resource, properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0);
    }

    /** Called by the container. */
    void unbindResource(HttpResource resource) {
        resources.remove(resource);
    }

    @GuardedBy("this")
    private void open() {
        if (context == null || platform == null) {
            return;
        }
        if (platform.cluster().isEmpty()) {
            attempt(platform);
        } else if (!awaitsCluster) {
            awaitsCluster = true;
            Thread.ofVirtual().name("allidb-door").start(this::openWithCluster);
        }
    }

    /** Opens the door as soon as the cluster answers: the keys are rows of it. No lock is held while it is asked. */
    private void openWithCluster() {
        String told = "";
        for (StoragePlatform asked = begin(); asked != null; asked = begin()) {
            try {
                asked.tenant(TenantId.SYSTEM);
                if (attemptInCluster(asked)) {
                    return;
                }
            } catch (StorageException e) {
                if (told.isEmpty()) {
                    told = "the door is closed until the cluster answers: " + e.getMessage();
                    LOG.log(Level.INFO, told);
                }
            }
            pause();
        }
    }

    /** Returns the platform that the door is to be opened for, and ends the wait if there is none. */
    private synchronized @Nullable StoragePlatform begin() {
        boolean wanted = context != null && platform != null;
        awaitsCluster = wanted;
        return wanted ? platform : null;
    }

    /** Returns whether the wait is over. */
    private synchronized boolean attemptInCluster(StoragePlatform asked) {
        boolean over = platform == asked && context != null && attempt(asked);
        awaitsCluster = !over;
        return over;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Opens the door, unless it is open; returns false if the cluster does not answer, so that it is to be tried again. */
    @GuardedBy("this")
    private boolean attempt(StoragePlatform present) {
        try {
            ServerOptions wanted = present.configuration().server();
            if (server != null && !isSamePlace(wanted, openedWith)) {
                shut();
            }
            gate.open(present);
            if (server == null && wanted.enabled()) {
                BundleContext bundle = Objects.requireNonNull(context);
                Optional<Path> file = AdminKeyFile.writeFirst(present, data(bundle));
                server = NettyServer.start(gate, resources);
                openedWith = wanted;
                boolean tls = !wanted.tlsCertificate().equals("none");
                String place = server.address().getAddress().getHostAddress() + ":"
                        + server.address().getPort();
                String door = place + (tls ? " with TLS, those of HTTP to https://" : ", those of HTTP to http://")
                        + place + "; " + gate.whoIsLetIn()
                        + file.map(path -> "; the key of an administrator is in " + path)
                                .orElse("");
                registration = bundle.registerService(
                        StorageServer.class, server, FrameworkUtil.asDictionary(Map.of(DOOR, door)));
                LOG.log(Level.INFO, "clients of Redis connect to " + door);
            }
            return true;
        } catch (ClusterUnavailableException e) {
            return false;
        } catch (StorageException e) {
            LOG.log(Level.WARNING, "the door stays closed: " + e.getMessage());
            return true;
        }
    }

    /** Returns the data directory, as the engine finds it. */
    private static Path data(BundleContext bundle) {
        return Path.of(Objects.requireNonNullElse(bundle.getProperty("allidb.data"), "data"));
    }

    private static boolean isSamePlace(ServerOptions wanted, @Nullable ServerOptions opened) {
        return opened != null
                && wanted.enabled()
                && wanted.address().equals(opened.address())
                && wanted.port() == opened.port()
                && wanted.plaintextOffLoopback() == opened.plaintextOffLoopback()
                && wanted.tlsCertificate().equals(opened.tlsCertificate())
                && wanted.tlsKey().equals(opened.tlsKey())
                && wanted.tlsClientCa().equals(opened.tlsClientCa())
                && wanted.eventLoops() == opened.eventLoops();
    }

    @GuardedBy("this")
    private void shut() {
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
