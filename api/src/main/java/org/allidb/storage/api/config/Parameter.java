package org.allidb.storage.api.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Describes a configuration parameter on the method that returns its value. The method's type is {@code boolean},
 * {@code int}, {@code long}, {@code double}, {@code String} or an enum.
 *
 * <p>This is the only definition of the parameter. The YAML reader, the environment overrides, the shipped
 * configuration file and the Metatype description are made from it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ProviderType
public @interface Parameter {

    /**
     * Returns the key in its section, snake_case with the unit in the name.
     *
     * @return the key
     */
    String key();

    /**
     * Returns the value when the key is left out, as it would stand in the file.
     *
     * @return the default
     */
    String byDefault();

    /**
     * Returns one or two sentences for the user.
     *
     * @return the description
     */
    String description();

    /**
     * Returns the smallest number allowed.
     *
     * @return inclusive bound
     */
    double min() default 0;

    /**
     * Returns the largest number allowed.
     *
     * @return inclusive bound
     */
    double max() default Long.MAX_VALUE;

    /**
     * Returns the strings allowed; none given means any.
     *
     * @return the values
     */
    String[] values() default {};

    /**
     * Returns whether a change takes effect at once; otherwise at the next start.
     *
     * @return whether it is live
     */
    boolean live() default false;

    /**
     * Returns whether single tenants can have another value, see {@link org.allidb.storage.api.TenantSettings#parameters()}. Such a
     * parameter is live.
     *
     * @return whether it can be set for a tenant
     */
    boolean perTenant() default false;
}
