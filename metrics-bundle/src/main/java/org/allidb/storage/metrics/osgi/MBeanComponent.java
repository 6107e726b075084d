package org.allidb.storage.metrics.osgi;

import java.lang.management.ManagementFactory;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Subscription;
import org.allidb.storage.metrics.StorageMBeans;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Registers the MBean of the platform, as long as there is one. Its name is the data directory, or the framework's id. */
@Component(
        service = {},
        immediate = true)
public final class MBeanComponent {

    private static final String DATA = "allidb.data";

    private final Subscription registration;

    /** Called by the container. */
    @Activate
    public MBeanComponent(BundleContext context, @Reference StoragePlatform platform) {
        String data = context.getProperty(DATA);
        registration = StorageMBeans.register(
                platform,
                ManagementFactory.getPlatformMBeanServer(),
                data == null ? context.getProperty(Constants.FRAMEWORK_UUID) : data);
    }

    /** Called by the container. */
    @Deactivate
    void stop() {
        registration.close();
    }
}
