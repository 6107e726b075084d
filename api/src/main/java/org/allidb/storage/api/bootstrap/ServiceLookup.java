package org.allidb.storage.api.bootstrap;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.allidb.storage.api.ComponentMissingException;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Finds services in plain Java: those that the class loader of the asking class sees, then those that the thread's context
 * class loader sees. The second alone is not enough: a thread of the common pool has the JDK's own loader as its context,
 * which sees nothing of an application whose loader is another one.
 *
 * <ul>
 *   <li>A class that both loaders give is instantiated once.
 *   <li>A service that cannot be loaded hides no other: it is remembered, and {@link #searched()} names it.
 *   <li>Used by one thread.
 * </ul>
 */
@ProviderType
public final class ServiceLookup {

    /** A services file may be broken in several places, each of which is an error; a loader that never ends is not. */
    private static final int MOST_FAILURES = 100;

    private final Set<@Nullable ClassLoader> loaders = new LinkedHashSet<>();
    private final Set<String> failures = new LinkedHashSet<>();

    /**
     * A lookup with the loader of a class and the context class loader of this thread.
     *
     * @param asking the class that asks
     */
    public ServiceLookup(Class<?> asking) {
        loaders.add(asking.getClassLoader());
        loaders.add(Thread.currentThread().getContextClassLoader());
    }

    /**
     * Finds all services of a type.
     *
     * @param <S> the type
     * @param loading calls {@link ServiceLoader#load(Class, ClassLoader)}; a lambda of the module that declares the use
     * @return the services; those that the context class loader alone sees are the last ones
     */
    public <S> List<S> all(Function<@Nullable ClassLoader, ServiceLoader<S>> loading) {
        List<S> found = new ArrayList<>();
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (ClassLoader loader : loaders) {
            Iterator<ServiceLoader.Provider<S>> providers =
                    loading.apply(loader).stream().iterator();
            for (int failed = 0; failed < MOST_FAILURES; ) {
                try {
                    if (!providers.hasNext()) {
                        break;
                    }
                    ServiceLoader.Provider<S> provider = providers.next();
                    if (classes.add(provider.type())) {
                        found.add(provider.get());
                    }
                } catch (ServiceConfigurationError | LinkageError e) {
                    failed++;
                    failures.add(reason(e));
                }
            }
        }
        return found;
    }

    /**
     * Finds one service of a type.
     *
     * @param <S> the type
     * @param loading calls {@link ServiceLoader#load(Class, ClassLoader)}; a lambda of the module that declares the use
     * @return that of the context class loader if it sees one of its own, otherwise that of the asking class
     */
    public <S> Optional<S> last(Function<@Nullable ClassLoader, ServiceLoader<S>> loading) {
        List<S> found = all(loading);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
    }

    /**
     * Returns the error for a service that is not there.
     *
     * @param component the kind of component
     * @param name the name of the usual one
     * @param artifact what has it
     * @return the error, to be thrown
     */
    public ComponentMissingException missing(String component, String name, String artifact) {
        return new ComponentMissingException(
                component,
                name,
                "no " + component + " is on the class path or module path; add " + artifact
                        + " or allidb-storage-embedded (a jar that is made of several needs their files"
                        + " META-INF/services merged). " + searched());
    }

    /**
     * Returns where this lookup looked and what it could not load, for the message of an error.
     *
     * @return one or two sentences without the last full stop
     */
    public String searched() {
        String where =
                "Searched with " + loaders.stream().map(ServiceLookup::name).collect(Collectors.joining(" and "));
        return failures.isEmpty() ? where : where + ". Could not be loaded: " + String.join("; ", failures);
    }

    private static String name(@Nullable ClassLoader loader) {
        if (loader == null) {
            return "the class loader of the JDK";
        }
        return "the class loader " + (loader.getName() == null ? loader : "'" + loader.getName() + "'");
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? String.valueOf(failure.getMessage()) : failure.getMessage() + " (" + cause + ")";
    }
}
