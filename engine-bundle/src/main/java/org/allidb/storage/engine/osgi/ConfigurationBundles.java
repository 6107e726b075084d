package org.allidb.storage.engine.osgi;

import java.util.Arrays;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.allidb.storage.api.bootstrap.ConfigurationReader;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.resource.Capability;

/** What the container has for the configuration. */
final class ConfigurationBundles {

    private static final String SERVICE = "osgi.service";
    private static final String TYPES = "objectClass";

    private ConfigurationBundles() {}

    /** Returns whether a bundle is installed, started yet or not, that reads a configuration file. */
    static boolean isFileExpected(BundleContext context) {
        return Arrays.stream(context.getBundles()).anyMatch(ConfigurationBundles::readsFiles);
    }

    static Map<String, Object> asMap(Dictionary<String, ?> properties) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Enumeration<String> keys = properties.keys(); keys.hasMoreElements(); ) {
            String key = keys.nextElement();
            map.put(key, properties.get(key));
        }
        return map;
    }

    private static boolean readsFiles(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null
                && revision.getDeclaredCapabilities(SERVICE).stream()
                        .map(Capability::getAttributes)
                        .map(attributes -> attributes.get(TYPES))
                        .anyMatch(types -> types instanceof Collection<?> names
                                && names.contains(ConfigurationReader.class.getName()));
    }
}
