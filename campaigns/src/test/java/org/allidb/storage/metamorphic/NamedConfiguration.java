package org.allidb.storage.metamorphic;

import org.allidb.storage.api.config.StorageConfiguration;

/**
 * A configuration to run histories under.
 *
 * @param name what is special about it
 * @param values the parameters
 */
record NamedConfiguration(String name, StorageConfiguration values) {

    /** The same with one more parameter set. */
    NamedConfiguration with(String path, Object value) {
        return new NamedConfiguration(name, values.with(path, value.toString()));
    }

    /** Whether work in the background has threads of its own, so that two runs do not write the same bytes in one order. */
    boolean hasThreads() {
        return !values.engine().runtime().equals(SteppedRuntime.NAME);
    }
}
