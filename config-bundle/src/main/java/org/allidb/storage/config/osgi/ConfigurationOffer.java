package org.allidb.storage.config.osgi;

import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.bootstrap.ConfigurationSource;
import org.allidb.storage.api.config.TenantDeclaration;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * The values that this bundle offers as a service {@link ConfigurationSource}. The service is registered with the first values
 * and changed by later ones. Used by one thread; the service can be read by any.
 */
final class ConfigurationOffer {

    private static final String CHANGES = "changes";

    private final BundleContext context;
    private volatile ConfigurationSource offered = Map::of;
    private @Nullable ServiceRegistration<ConfigurationSource> service;
    private int changes;

    ConfigurationOffer(BundleContext context) {
        this.context = context;
    }

    /** Returns whether there were values. */
    boolean isMade() {
        return service != null;
    }

    /** Offers values instead of those before. */
    void make(ConfigurationSource now) {
        offered = now;
        Dictionary<String, Object> properties = FrameworkUtil.asDictionary(Map.of(CHANGES, ++changes));
        if (service == null) {
            service = context.registerService(ConfigurationSource.class, new Current(), properties);
        } else {
            service.setProperties(properties);
        }
    }

    /** Withdraws the service, if there is one. */
    void withdraw() {
        if (service != null) {
            service.unregister();
        }
    }

    /** The values that were offered last. */
    private final class Current implements ConfigurationSource {

        @Override
        public Map<String, Value> values() {
            return offered.values();
        }

        @Override
        public List<TenantDeclaration> tenants() {
            return offered.tenants();
        }
    }
}
