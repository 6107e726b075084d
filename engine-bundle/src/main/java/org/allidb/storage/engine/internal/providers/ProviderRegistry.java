package org.allidb.storage.engine.internal.providers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.codec.Codecs;

/**
 * The installed providers by kind and name. Of several with one name the one installed last is current. One that was
 * removed but is needed stays current until it has a successor, so that nothing fails in the gap of an update.
 * Thread-safe. A provider is asked for its name once, when it is installed, and is known by its identity: nothing
 * foreign is called under the monitor.
 */
public final class ProviderRegistry implements Codecs {

    /** Follows changes of the current providers. */
    @FunctionalInterface
    public interface Listener {

        /** Receives a change after it was made. Called without a lock. */
        void changed(ComponentKind<?> kind, Provider current);
    }

    @GuardedBy("this")
    private final Map<ComponentKind<?>, Map<String, List<Provider>>> installed = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<ComponentKind<?>, Map<String, Provider>> current = new LinkedHashMap<>();

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final String searched;
    private volatile BiPredicate<ComponentKind<?>, String> needed = (kind, name) -> true;

    /** Creates an empty registry, whose providers come and go. */
    public ProviderRegistry() {
        this("");
    }

    /**
     * Creates an empty registry.
     *
     * @param searched where its providers were looked for, in sentences without the last full stop; empty if they come
     *     and go
     */
    public ProviderRegistry(String searched) {
        this.searched = searched;
        for (ComponentKind<?> kind : ComponentKind.all()) {
            installed.put(kind, new TreeMap<>());
            current.put(kind, new LinkedHashMap<>());
        }
    }

    /** Adds a listener. */
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Removes a listener. */
    public void unlisten(Listener listener) {
        listeners.remove(listener);
    }

    /** Installs a provider for every kind that it implements. */
    public void install(Provider provider) {
        List<ComponentKind<?>> kinds = kindsOf(provider);
        String name = provider.name();
        List<ComponentKind<?>> changed = new ArrayList<>();
        synchronized (this) {
            for (ComponentKind<?> kind : kinds) {
                installedOf(kind)
                        .computeIfAbsent(name, first -> new ArrayList<>())
                        .add(provider);
                if (currentOf(kind).put(name, provider) != provider) {
                    changed.add(kind);
                }
            }
        }
        changed.forEach(kind -> listeners.forEach(listener -> listener.changed(kind, provider)));
    }

    /** Takes a provider out; the one installed before it, if any, is current again. */
    public void remove(Provider provider) {
        Map<ComponentKind<?>, Provider> successors = new LinkedHashMap<>();
        synchronized (this) {
            for (ComponentKind<?> kind : kindsOf(provider)) {
                installedOf(kind).forEach((name, sameName) -> {
                    removeOnce(sameName, provider);
                    boolean wasCurrent = currentOf(kind).get(name) == provider;
                    if (wasCurrent && !sameName.isEmpty()) {
                        currentOf(kind).put(name, sameName.getLast());
                        successors.put(kind, sameName.getLast());
                    }
                });
            }
        }
        dropHeld();
        successors.forEach((kind, successor) -> listeners.forEach(listener -> listener.changed(kind, successor)));
    }

    /**
     * Says what is needed. Of the providers that were removed, all others are released, now and from now on.
     *
     * @param test whether a provider of a kind and name is needed
     */
    public void hold(BiPredicate<ComponentKind<?>, String> test) {
        needed = test;
        dropHeld();
    }

    /** Returns the current provider of a name. */
    public synchronized <P extends Provider> Optional<P> find(ComponentKind<P> kind, String name) {
        return Optional.ofNullable(currentOf(kind).get(name)).map(kind.type()::cast);
    }

    /**
     * Returns the current provider of a name.
     *
     * @throws ComponentMissingException if there never was one
     */
    public <P extends Provider> P require(ComponentKind<P> kind, String name) {
        return find(kind, name)
                .orElseThrow(() -> new ComponentMissingException(
                        kind.label(),
                        name,
                        "there is no " + kind.label() + " '" + name + "'; install the bundle or jar that provides it ("
                                + kind.artifact() + " has the built-in ones). Installed: " + names(kind)
                                + (searched.isEmpty() ? "" : ". " + searched)));
    }

    /**
     * Returns the provider of a kind that a configuration names, by the first parameter that does.
     *
     * @throws ComponentMissingException if it is not installed
     */
    public <P extends Provider> P named(ComponentKind<P> kind, StorageConfiguration configuration) {
        return require(kind, kind.nameIn(configuration));
    }

    @Override
    public Codec codec(String name) {
        return require(ComponentKind.CODEC, name);
    }

    /** Returns what is installed, and what is held because it has no successor. */
    public synchronized List<Installed> list() {
        List<Installed> list = new ArrayList<>();
        for (ComponentKind<?> kind : ComponentKind.all()) {
            installedOf(kind)
                    .forEach((name, providers) -> providers.forEach(provider -> list.add(
                            new Installed(kind, provider, currentOf(kind).get(name) == provider))));
            currentOf(kind).forEach((name, provider) -> {
                if (!isInstalled(kind, provider)) {
                    list.add(new Installed(kind, provider, true));
                }
            });
        }
        return list;
    }

    /** An installed provider. */
    public record Installed(ComponentKind<?> kind, Provider provider, boolean current) {}

    /** Removes a provider once: one that was installed twice is removed twice. */
    private static void removeOnce(List<Provider> providers, Provider provider) {
        for (int i = 0; i < providers.size(); i++) {
            if (providers.get(i) == provider) {
                providers.remove(i);
                return;
            }
        }
    }

    /** A provider that was removed and is still current. */
    private record Held(ComponentKind<?> kind, String name, Provider provider) {}

    private void dropHeld() {
        List<Held> held = held();
        held.removeIf(each -> needed.test(each.kind, each.name));
        synchronized (this) {
            for (Held each : held) {
                Map<String, Provider> ofKind = currentOf(each.kind);
                if (!isInstalled(each.kind, each.provider) && ofKind.get(each.name) == each.provider) {
                    ofKind.remove(each.name);
                }
            }
        }
    }

    private synchronized List<Held> held() {
        List<Held> held = new ArrayList<>();
        current.forEach((kind, byName) -> byName.forEach((name, provider) -> {
            if (!isInstalled(kind, provider)) {
                held.add(new Held(kind, name, provider));
            }
        }));
        return held;
    }

    /** Returns what is installed of a kind, by name. */
    @GuardedBy("this")
    private Map<String, List<Provider>> installedOf(ComponentKind<?> kind) {
        return Objects.requireNonNull(installed.get(kind));
    }

    /** Returns what is current of a kind, by name. */
    @GuardedBy("this")
    private Map<String, Provider> currentOf(ComponentKind<?> kind) {
        return Objects.requireNonNull(current.get(kind));
    }

    @GuardedBy("this")
    private boolean isInstalled(ComponentKind<?> kind, Provider provider) {
        return installedOf(kind).values().stream().flatMap(List::stream).anyMatch(other -> other == provider);
    }

    private synchronized String names(ComponentKind<?> kind) {
        return currentOf(kind).isEmpty() ? "none" : String.join(", ", new TreeMap<>(currentOf(kind)).keySet());
    }

    private static List<ComponentKind<?>> kindsOf(Provider provider) {
        List<ComponentKind<?>> kinds = ComponentKind.of(provider);
        if (kinds.isEmpty()) {
            throw new InvalidArgumentException(provider.getClass().getName()
                    + " is no component: it implements none of the provider interfaces in org.allidb.storage.spi");
        }
        return kinds;
    }
}
