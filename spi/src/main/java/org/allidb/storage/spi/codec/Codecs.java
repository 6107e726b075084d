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

    /**
     * Reports that a codec failed at something that is done without it, such as a dictionary. What keeps a block from being read or a
     * table from being written is thrown instead.
     *
     * @param name the name of the codec
     * @param what what happened, in words that follow its name
     */
    default void failed(String name, String what) {}
}
