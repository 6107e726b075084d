package org.allidb.storage.engine.internal.providers;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Provider;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.codec.Codecs;

/**
 * The installed providers by kind and name. Of several with one name the one installed last is current; one that was
 * removed, has no successor and is needed stays current until it has one, so that nothing fails in the gap of an
 * update. Thread-safe. A provider is asked for its name once, when it is installed, and is known by its identity: nothing
 * foreign is called under the monitor.
 */
public final class ProviderRegistry implements Codecs {

    /** Is told when the current provider of a name has changed. */
    @FunctionalInterface
    public interface Listener {

        /** Called after the change, without a lock held. */
        void changed(ComponentKind kind, Provider current);
    }

    private final Map<ComponentKind, Map<String, List<Provider>>> installed = new EnumMap<>(ComponentKind.class);
    private final Map<ComponentKind, Map<String, Provider>> current = new EnumMap<>(ComponentKind.class);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final String searched;
    private volatile BiPredicate<ComponentKind, String> needed = (kind, name) -> true;

    /** An empty registry, whose providers come and go. */
    public ProviderRegistry() {
        this("");
    }

    /**
     * An empty registry.
     *
     * @param searched where its providers were looked for, in sentences without the last full stop; empty if they come
     *     and go
     */
    public ProviderRegistry(String searched) {
        this.searched = searched;
        for (ComponentKind kind : ComponentKind.values()) {
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
        List<ComponentKind> kinds = kindsOf(provider);
        String name = provider.name();
        List<ComponentKind> changed = new ArrayList<>();
        synchronized (this) {
            for (ComponentKind kind : kinds) {
                installed.get(kind)
                        .computeIfAbsent(name, first -> new ArrayList<>())
                        .add(provider);
                if (current.get(kind).put(name, provider) != provider) {
                    changed.add(kind);
                }
            }
        }
        changed.forEach(kind -> listeners.forEach(listener -> listener.changed(kind, provider)));
    }

    /** Takes a provider out; the one installed before it, if any, is current again. */
    public void remove(Provider provider) {
        Map<ComponentKind, Provider> successors = new EnumMap<>(ComponentKind.class);
        synchronized (this) {
            for (ComponentKind kind : kindsOf(provider)) {
                installed.get(kind).forEach((name, sameName) -> {
                    removeOnce(sameName, provider);
                    boolean wasCurrent = current.get(kind).get(name) == provider;
                    if (wasCurrent && !sameName.isEmpty()) {
                        current.get(kind).put(name, sameName.getLast());
                        successors.put(kind, sameName.getLast());
                    }
                });
            }
        }
        dropHeld();
        successors.forEach((kind, successor) -> listeners.forEach(listener -> listener.changed(kind, successor)));
    }

    /**
     * Says what is needed; of the providers that were removed the others are let go, now and from now on.
     *
     * @param test whether a provider of a kind and name is needed
     */
    public void hold(BiPredicate<ComponentKind, String> test) {
        needed = test;
        dropHeld();
    }

    /** The current provider of a name. */
    public synchronized <P extends Provider> Optional<P> find(ComponentKind kind, Class<P> type, String name) {
        return Optional.ofNullable(current.get(kind).get(name)).map(type::cast);
    }

    /**
     * The current provider of a name.
     *
     * @throws ComponentMissingException if there never was one
     */
    public <P extends Provider> P require(ComponentKind kind, Class<P> type, String name) {
        return find(kind, type, name)
                .orElseThrow(() -> new ComponentMissingException(
                        kind.label(),
                        name,
                        "there is no " + kind.label() + " '" + name + "'; install the bundle or jar that provides it ("
                                + kind.artifact() + " has the built-in ones). Installed: " + names(kind)
                                + (searched.isEmpty() ? "" : ". " + searched)));
    }

    @Override
    public Codec codec(String name) {
        return require(ComponentKind.CODEC, Codec.class, name);
    }

    /** What is installed, and what is held because it has no successor. */
    public synchronized List<Installed> list() {
        List<Installed> list = new ArrayList<>();
        for (ComponentKind kind : ComponentKind.values()) {
            installed.get(kind).forEach((name, providers) -> providers.forEach(
                    p -> list.add(new Installed(kind, p, current.get(kind).get(name) == p))));
            current.get(kind).values().stream()
                    .filter(p -> !isInstalled(kind, p))
                    .forEach(p -> list.add(new Installed(kind, p, true)));
        }
        return list;
    }

    /** An installed provider. */
    public record Installed(ComponentKind kind, Provider provider, boolean current) {}

    /** One that was installed twice is removed twice. */
    private static void removeOnce(List<Provider> providers, Provider provider) {
        for (int i = 0; i < providers.size(); i++) {
            if (providers.get(i) == provider) {
                providers.remove(i);
                return;
            }
        }
    }

    /** A provider that was removed and is current all the same. */
    private record Held(ComponentKind kind, String name, Provider provider) {}

    private void dropHeld() {
        List<Held> held = held();
        held.removeIf(each -> needed.test(each.kind, each.name));
        synchronized (this) {
            held.stream()
                    .filter(each -> !isInstalled(each.kind, each.provider))
                    .filter(each -> current.get(each.kind).get(each.name) == each.provider)
                    .forEach(each -> current.get(each.kind).remove(each.name));
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

    private boolean isInstalled(ComponentKind kind, Provider provider) {
        return installed.get(kind).values().stream()
                .flatMap(List::stream)
                .anyMatch(other -> other == provider);
    }

    private synchronized String names(ComponentKind kind) {
        return current.get(kind).isEmpty()
                ? "none"
                : String.join(", ", new TreeMap<>(current.get(kind)).keySet());
    }

    private static List<ComponentKind> kindsOf(Provider provider) {
        List<ComponentKind> kinds = ComponentKind.of(provider);
        if (kinds.isEmpty()) {
            throw new InvalidArgumentException(provider.getClass().getName()
                    + " is no component: it implements none of the provider interfaces in org.allidb.storage.spi");
        }
        return kinds;
    }
}
