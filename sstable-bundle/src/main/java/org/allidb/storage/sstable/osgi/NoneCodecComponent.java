package org.allidb.storage.sstable.osgi;

import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.sstable.internal.NoneCodec;
import org.osgi.service.component.annotations.Component;

/** The codec {@code none} as a service. */
@Component(service = Codec.class)
public final class NoneCodecComponent extends NoneCodec {}
