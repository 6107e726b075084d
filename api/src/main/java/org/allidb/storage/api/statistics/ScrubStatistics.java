package org.allidb.storage.api.statistics;

import org.allidb.storage.api.StoragePlatform;
import org.osgi.annotation.versioning.ProviderType;

/** Figures of the scrub since the platform was opened, those of {@link StoragePlatform#scrub} included. */
@ProviderType
public interface ScrubStatistics {

    /** {@return times that it has been through all tenants} */
    long passes();

    /** {@return whether it is on its way} */
    boolean running();

    /** {@return tables verified} */
    long tables();

    /** {@return bytes of them} */
    long bytes();

    /** {@return tables that were found damaged or missing} */
    long damaged();

    /** {@return tables that could not be read for another reason: the device, a codec that is missing} */
    long unreadable();
}
