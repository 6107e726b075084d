package org.allidb.storage.api.statistics;

import org.allidb.storage.api.StoragePlatform;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Figures of the scrub since the platform was opened, those of {@link StoragePlatform#scrub} included.
 *
 * @param passes times that it has been through all tenants
 * @param running whether it is on its way
 * @param tables tables verified
 * @param bytes bytes of them
 * @param damaged tables that were found damaged or missing
 * @param unreadable tables that could not be read for another reason: the device, a codec that is missing
 */
@ProviderType
public record ScrubStatistics(long passes, boolean running, long tables, long bytes, long damaged, long unreadable) {}
