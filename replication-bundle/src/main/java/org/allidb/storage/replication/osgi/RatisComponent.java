package org.allidb.storage.replication.osgi;

import org.allidb.storage.replication.ratis.RatisProvider;
import org.allidb.storage.spi.replication.ConsensusProvider;
import org.osgi.service.component.annotations.Component;

/** The provider of consensus {@code ratis} as a service. */
@Component(service = ConsensusProvider.class)
public final class RatisComponent extends RatisProvider {}
