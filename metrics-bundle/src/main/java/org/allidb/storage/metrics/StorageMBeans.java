package org.allidb.storage.metrics;

import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Subscription;
import org.allidb.storage.metrics.internal.FiguresMBean;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The figures of a platform for JMX: an open MBean {@code org.allidb.storage:type=Platform,name=NAME}. Each attribute is a metric, by
 * its name in camel case; the operation {@code tenant} returns those of one tenant. Figures are read when they are asked for.
 */
@ProviderType
public final class StorageMBeans {

    private static final String DOMAIN = "org.allidb.storage";

    private StorageMBeans() {}

    /**
     * Registers the MBean of a platform.
     *
     * @param platform the platform; stays its owner's
     * @param server where it is registered, for example that of {@code ManagementFactory.getPlatformMBeanServer()}
     * @param name tells platforms of one server apart
     * @return unregisters it; to be closed before the platform
     * @throws InvalidArgumentException if the name is taken
     */
    public static Subscription register(StoragePlatform platform, MBeanServer server, String name) {
        ObjectName object = objectName(name);
        try {
            server.registerMBean(new FiguresMBean(platform), object);
        } catch (InstanceAlreadyExistsException e) {
            throw new InvalidArgumentException(
                    "the MBean " + object + " exists; take another name, or close the other one");
        } catch (JMException e) {
            throw new IllegalStateException("the MBean " + object + " cannot be registered", e);
        }
        return () -> unregister(server, object);
    }

    private static ObjectName objectName(String name) {
        try {
            return new ObjectName(DOMAIN + ":type=Platform,name=" + ObjectName.quote(name));
        } catch (JMException e) {
            throw new InvalidArgumentException("'" + name + "' is no name of an MBean: " + e.getMessage());
        }
    }

    private static void unregister(MBeanServer server, ObjectName object) {
        try {
            server.unregisterMBean(object);
        } catch (InstanceNotFoundException e) {
            // unregistered by someone else, or closed twice
        } catch (JMException e) {
            throw new IllegalStateException("the MBean " + object + " cannot be unregistered", e);
        }
    }
}
