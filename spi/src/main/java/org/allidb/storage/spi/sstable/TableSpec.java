package org.allidb.storage.spi.sstable;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What a new table is to be.
 *
 * @param tenantGeneration whose table it is
 * @param tableId its number, unique for the tenant
 * @param codec name of the block codec
 * @param createdMillis wall time in milliseconds
 */
@ProviderType
public record TableSpec(long tenantGeneration, long tableId, String codec, long createdMillis) {}
