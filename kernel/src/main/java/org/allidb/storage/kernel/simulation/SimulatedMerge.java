package org.allidb.storage.kernel.simulation;

import org.allidb.storage.spi.compaction.CompactionTask;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A merge that a {@link SimulatedTenant} carried out.
 *
 * @param task what was proposed
 * @param bytesRead the bytes of its inputs
 * @param bytesWritten the bytes of its outputs
 */
@ProviderType
public record SimulatedMerge(CompactionTask.Merge task, long bytesRead, long bytesWritten) {}
