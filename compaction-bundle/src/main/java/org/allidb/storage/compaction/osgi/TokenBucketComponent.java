package org.allidb.storage.compaction.osgi;

import org.allidb.storage.compaction.internal.TokenBucketProvider;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.osgi.service.component.annotations.Component;

/** The throttler {@code token-bucket} as a service. */
@Component(service = ThrottlerProvider.class)
public final class TokenBucketComponent extends TokenBucketProvider {}
