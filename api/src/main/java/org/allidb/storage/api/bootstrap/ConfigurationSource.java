package org.allidb.storage.api.bootstrap;

import java.util.List;
import java.util.Map;
import org.allidb.storage.api.config.TenantDeclaration;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Offers the values of parameters that a file and the environment set, and the tenants that the file declares, as a service in
 * a container.
 *
 * <ul>
 *   <li>What Configuration Admin sets comes before what a source sets; what neither sets has its default.
 *   <li>The values are valid when the service is registered. Each change of the values is followed by a change of the
 *       service's properties.
 *   <li>When the service is gone, its last values stay in force until there is another.
 *   <li>Called by any thread.
 * </ul>
 */
@ConsumerType
public interface ConfigurationSource {

    /**
     * Returns the values that are set at this moment, each checked.
     *
     * @return values by section and key, for example {@code wal.fsync}; parameters left out are not in it
     */
    Map<String, Value> values();

    /**
     * Returns the tenants that are declared at this moment.
     *
     * @return one declaration for each id
     */
    default List<TenantDeclaration> tenants() {
        return List.of();
    }

    /**
     * A value that is set.
     *
     * @param text the value as it would stand in the file
     * @param origin who sets it, for messages: a file and its line, or an environment variable
     */
    record Value(String text, String origin) {}
}
