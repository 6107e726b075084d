package org.allidb.storage.compaction.osgi;

import org.allidb.storage.compaction.internal.AdaptiveThrottlerProvider;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.osgi.service.component.annotations.Component;

/** The throttler {@code adaptive} as a service. */
@Component(service = ThrottlerProvider.class)
public final class AdaptiveThrottlerComponent extends AdaptiveThrottlerProvider {}
