package org.allidb.storage.engine.internal;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.InvalidConfigurationException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.config.TenantDeclaration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;

/**
 * Creates and changes the tenants that a configuration declares.
 *
 * <ul>
 *   <li>A declaration is carried out when the data directory is opened, and when it is changed. What calls set in between holds
 *       until then.
 *   <li>A declaration that cannot be carried out is refused before anything is changed. If the disk fails meanwhile, that
 *       is reported for the tenant, keeps no other from it, and is tried again with the next configuration.
 *   <li>A tenant that is not declared any more stays as it is.
 *   <li>{@link #check} and {@link #apply} are called by one thread at a time; the rest is thread-safe.
 * </ul>
 */
final class DeclaredTenants {

    private static final String PATH = "storage.tenants.declared.";

    private final TenantGuard guard;
    private final Creation creation;
    private final StorageClock clock;
    private final EventSink events;
    /** Creates a tenant. */
    @FunctionalInterface
    interface Creation {

        /** Creates it; it is not open. */
        void create(TenantId id, TenantSettings settings) throws IOException;
    }

    /** What was carried out, by id. */
    private volatile Map<TenantId, TenantDeclaration> inForce = Map.of();

    /**
     * Creates what carries out declarations; none is.
     *
     * @param guard changes tenants
     * @param creation creates them
     * @param clock tells when a tenant is suspended
     * @param events receives what was done
     */
    DeclaredTenants(TenantGuard guard, Creation creation, StorageClock clock, EventSink events) {
        this.guard = guard;
        this.creation = creation;
        this.clock = clock;
        this.events = events;
    }

    /**
     * Refuses a configuration with declarations that cannot be carried out. Changes nothing.
     *
     * @param choices checks the settings of a tenant until now and those that are declared
     * @throws InvalidConfigurationException names the tenant and where it is declared
     */
    void check(StorageConfiguration wanted, BiConsumer<TenantSettings, TenantSettings> choices) {
        int room = wanted.tenants().maxTenants();
        for (TenantDeclaration tenant : changed(wanted)) {
            Optional<TenantSettings> now = guard.find(tenant.id()).map(TenantDescriptor::settings);
            checkChoices(tenant, now.orElse(TenantSettings.DEFAULTS), choices);
            if (now.isEmpty()) {
                room--;
            } else {
                checkFixed(tenant, now.get());
            }
            if (now.isEmpty() && room < guard.tenants().size()) {
                throw refused(
                        tenant,
                        "",
                        "there would be more tenants than the "
                                + wanted.tenants().maxTenants()
                                + " that tenants.max_tenants allows; raise it, or drop one");
            }
        }
    }

    /** Refuses a declaration that differs in what is decided when a tenant is created. */
    private static void checkFixed(TenantDeclaration tenant, TenantSettings now) {
        TenantSettings declared = tenant.settings(now);
        if (declared.dedicatedLog() != now.dedicatedLog()) {
            throw refused(
                    tenant,
                    ".dedicated_log",
                    "whether a tenant has a log of its own is decided when it is created, and '" + tenant.id()
                            + "' has " + (now.dedicatedLog() ? "one" : "none")
                            + "; take the line out, or create another tenant and copy");
        }
        if (declared.encrypted() != now.encrypted()) {
            throw refused(
                    tenant,
                    ".encrypted",
                    "whether a tenant is encrypted is decided when it is created, and '" + tenant.id() + "' is"
                            + (now.encrypted() ? "" : " not")
                            + "; take the line out, or create another tenant and copy its rows");
        }
    }

    private static void checkChoices(
            TenantDeclaration tenant, TenantSettings now, BiConsumer<TenantSettings, TenantSettings> choices) {
        try {
            choices.accept(now, tenant.settings(now));
        } catch (ComponentMissingException e) {
            throw refused(tenant, ".parameters", String.valueOf(e.getMessage()));
        }
    }

    /** Carries out what is declared and was not carried out yet. */
    void apply(StorageConfiguration wanted) {
        Map<TenantId, TenantDeclaration> now = new TreeMap<>(wanted.declaredTenants());
        for (TenantDeclaration tenant : changed(wanted)) {
            try {
                carryOut(tenant);
            } catch (IOException | StorageException e) {
                now.remove(tenant.id());
                events.report(
                        StorageEvent.Type.FAILURE,
                        Optional.of(tenant.id()),
                        "tenant '" + tenant.id() + "' is not as " + tenant.origin() + " declares it: "
                                + e.getMessage() + "; it is tried again at the next start, and when the configuration"
                                + " is changed",
                        Map.of());
            }
        }
        for (TenantDeclaration before : inForce.values()) {
            if (!wanted.declaredTenants().containsKey(before.id())) {
                report(
                        before,
                        "tenant '" + before.id()
                                + "' is not declared any more; it stays as it is, until it is dropped");
            }
        }
        inForce = now;
    }

    /** Reports that a declared tenant was changed by a call, if they are not what is declared. */
    void updated(TenantId id) {
        TenantDeclaration declared = inForce.get(id);
        Optional<TenantDescriptor> now = guard.find(id);
        if (declared != null && now.isPresent() && !isAsDeclared(now.get(), declared)) {
            report(
                    declared,
                    "tenant '" + id + "' is declared by " + declared.origin()
                            + ": what was set otherwise now holds until"
                            + " the next start, or until its declaration is changed; change it there, if it should"
                            + " last");
        }
    }

    /** Reports that a declared tenant was dropped by a call. */
    void dropped(TenantId id) {
        TenantDeclaration declared = inForce.get(id);
        if (declared != null) {
            report(
                    declared,
                    "tenant '" + id + "' was dropped and is declared by " + declared.origin() + ": it is created again,"
                            + " empty, at the next start; take it out there, if it should stay away");
        }
    }

    private Collection<TenantDeclaration> changed(StorageConfiguration wanted) {
        Map<TenantId, TenantDeclaration> before = inForce;
        return wanted.declaredTenants().values().stream()
                .filter(tenant -> !tenant.equals(before.get(tenant.id())))
                .toList();
    }

    private boolean isAsDeclared(TenantDescriptor now, TenantDeclaration declared) {
        return declared.settings(now.settings()).equals(now.settings())
                && declared.suspension(now.suspension(), time()).equals(now.suspension());
    }

    private Instant time() {
        return Instant.ofEpochMilli(clock.wallMillis());
    }

    private void carryOut(TenantDeclaration tenant) throws IOException {
        carryOutSettings(tenant);
        Optional<Suspension> now = guard.find(tenant.id()).flatMap(TenantDescriptor::suspension);
        Optional<Suspension> declared = tenant.suspension(now, time());
        if (!declared.equals(now)) {
            guard.setSuspension(tenant.id(), declared);
            report(
                    tenant,
                    "tenant '" + tenant.id() + "' was changed, as " + tenant.origin() + " declares: suspended = "
                            + text(declared) + " (was " + text(now) + ")");
        }
    }

    private static String text(Optional<Suspension> suspension) {
        return suspension.map(Suspension::mode).map(Suspension.Mode::text).orElse("no");
    }

    private void carryOutSettings(TenantDeclaration tenant) throws IOException {
        Optional<TenantSettings> now = guard.find(tenant.id()).map(TenantDescriptor::settings);
        if (now.isEmpty()) {
            creation.create(tenant.id(), tenant.settings(TenantSettings.DEFAULTS));
            report(tenant, "tenant '" + tenant.id() + "' was created, as " + tenant.origin() + " declares");
            return;
        }
        TenantSettings declared = tenant.settings(now.get());
        if (!declared.equals(now.get())) {
            guard.update(tenant.id(), declared);
            report(
                    tenant,
                    "tenant '" + tenant.id() + "' was changed, as " + tenant.origin() + " declares: "
                            + String.join(", ", TenantDeclaration.changes(now.get(), declared)));
        }
    }

    private void report(TenantDeclaration tenant, String message) {
        events.report(StorageEvent.Type.CONFIGURATION, Optional.of(tenant.id()), message, Map.of());
    }

    private static InvalidConfigurationException refused(TenantDeclaration tenant, String key, String what) {
        String path = PATH + tenant.id() + key;
        return new InvalidConfigurationException(
                tenant.origin(), 0, path, tenant.origin() + ": " + path + ": " + what, null);
    }
}
