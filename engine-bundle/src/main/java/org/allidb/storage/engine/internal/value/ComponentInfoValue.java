package org.allidb.storage.engine.internal.value;

import java.util.List;
import org.allidb.storage.api.ComponentInfo;

/** The engine's {@link ComponentInfo}. */
public record ComponentInfoValue(
        Place place, String name, Source source, boolean inUse, List<String> heldFor, long failures)
        implements ComponentInfo {

    /**
     * Where a provider comes from.
     *
     * @param implementation its class
     * @param version of its bundle or module
     * @param origin the bundle, module or jar
     */
    public record Source(String implementation, String version, String origin) {}

    /**
     * What it is for.
     *
     * @param component the kind of component
     * @param parameters the parameters that name a provider of its kind
     */
    public record Place(String component, List<String> parameters) {}

    @Override
    public String component() {
        return place.component;
    }

    @Override
    public List<String> parameters() {
        return place.parameters;
    }

    @Override
    public String implementation() {
        return source.implementation;
    }

    @Override
    public String version() {
        return source.version;
    }

    @Override
    public String origin() {
        return source.origin;
    }
}
