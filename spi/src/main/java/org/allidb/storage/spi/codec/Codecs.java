package org.allidb.storage.spi.codec;

import org.osgi.annotation.versioning.ProviderType;

/** The codecs present at this moment. Asked once per table or block, never cached for longer. Thread-safe. */
@ProviderType
public interface Codecs {

    /**
     * Returns the codec of that name.
     *
     * @param name as configured or as found in a table
     * @return the current provider
     * @throws org.allidb.storage.api.ComponentMissingException if no such codec is present; names the codec and what
     *     to install
     */
    Codec codec(String name);
}
