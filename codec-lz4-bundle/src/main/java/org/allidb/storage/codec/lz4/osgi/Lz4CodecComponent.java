package org.allidb.storage.codec.lz4.osgi;

import org.allidb.storage.codec.lz4.internal.Lz4Codec;
import org.allidb.storage.spi.codec.Codec;
import org.osgi.service.component.annotations.Component;

/** The codec {@code lz4} as a service. */
@Component(service = Codec.class)
public final class Lz4CodecComponent extends Lz4Codec {}
