package org.allidb.storage.api.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.versioning.ProviderType;

/** Names the section of the configuration that a type holds. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ProviderType
public @interface Section {

    /**
     * Returns the section's key under {@code storage:}.
     *
     * @return the key
     */
    String value();

    /**
     * Returns one sentence for the user.
     *
     * @return the description
     */
    String description();
}
