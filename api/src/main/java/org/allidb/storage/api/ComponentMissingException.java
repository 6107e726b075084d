package org.allidb.storage.api;

import java.io.Serial;
import org.osgi.annotation.versioning.ProviderType;

/** A component that is needed is not installed. What does not need it works on; all works again when it is back. */
@ProviderType
public final class ComponentMissingException extends StorageException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String component;
    private final String name;

    /**
     * A missing component.
     *
     * @param component the kind of component, for example {@code codec}
     * @param name the name that was asked for
     * @param message what needs it, and which bundle or jar provides it
     */
    public ComponentMissingException(String component, String name, String message) {
        super(message, null);
        this.component = component;
        this.name = name;
    }

    /**
     * Returns the kind of component.
     *
     * @return for example {@code codec}
     */
    public String component() {
        return component;
    }

    /**
     * Returns the name that was asked for.
     *
     * @return for example {@code lz4}
     */
    public String name() {
        return name;
    }
}
