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
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.codec.Codecs;
import org.jspecify.annotations.Nullable;

/**
 * The installed providers by kind and name. Of several with one name the one of the highest rank is current, and among
 * these the one installed last. One that was removed but is needed stays current until it has a successor, so that nothing fails in the gap of an update.
 * Thread-safe. A provider is asked for its name once, when it is installed, and is known by its identity: nothing
 * foreign is called under the monitor.
 */
public final class ProviderRegistry implements Codecs {

    /** Follows changes of the current providers. */
    @FunctionalInterface
    public interface Listener {

        /** Receives a change after it was made. Called without a lock. */
        void changed(ComponentKind<?> kind, String name, Provider current);
    }

    /** Says what providers are needed for. */
    @FunctionalInterface
    public interface Needs {

        /**
         * Returns what a provider is needed for, in a few words each; nothing if it is not. Called without a lock.
         *
         * @param kind its kind
         * @param name its name
         */
        List<String> of(ComponentKind<?> kind, String name);
    }

    @GuardedBy("this")
    private final Map<ComponentKind<?>, Map<String, List<Ranked>>> installed = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<ComponentKind<?>, Map<String, Provider>> current = new LinkedHashMap<>();

    private final Culprits culprits = new Culprits();
    private final PartFailures failures = new PartFailures(culprits);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final String searched;
    private volatile Needs needs = (kind, name) -> List.of("the next open");

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

    /** Installs a provider for every kind that it implements, with the usual rank. */
    public void install(Provider provider) {
        install(provider, 0);
    }

    /**
     * Installs a provider for every kind that it implements.
     *
     * @param rank of several with one name the one of the highest rank is current, among equals the one installed last
     * @throws InvalidArgumentException if its name is not allowed, or it is no provider of any kind
     */
    public void install(Provider provider, int rank) {
        List<ComponentKind<?>> kinds = kindsOf(provider);
        String name = nameOf(provider, kinds.getFirst());
        List<ComponentKind<?>> changed = new ArrayList<>();
        kinds.forEach(kind -> culprits.note(kind, name, provider));
        synchronized (this) {
            for (ComponentKind<?> kind : kinds) {
                List<Ranked> sameName = installedOf(kind).computeIfAbsent(name, first -> new ArrayList<>());
                int above = (int)
                        sameName.stream().filter(other -> other.rank > rank).count();
                sameName.add(sameName.size() - above, new Ranked(provider, rank));
                if (above == 0 && currentOf(kind).put(name, provider) != provider) {
                    changed.add(kind);
                }
            }
        }
        changed.forEach(kind -> failures.forget(kind, name));
        changed.forEach(kind -> listeners.forEach(listener -> listener.changed(kind, name, provider)));
    }

    /** Takes a provider out; the next one with its name, if any, is current then. */
    public void remove(Provider provider) {
        List<Current> successors = new ArrayList<>();
        synchronized (this) {
            for (ComponentKind<?> kind : kindsOf(provider)) {
                installedOf(kind).forEach((name, sameName) -> {
                    removeOnce(sameName, provider);
                    boolean wasCurrent = currentOf(kind).get(name) == provider;
                    if (wasCurrent && !sameName.isEmpty()) {
                        Provider next = sameName.getLast().provider;
                        currentOf(kind).put(name, next);
                        successors.add(new Current(kind, name, next));
                    }
                });
            }
        }
        dropHeld();
        successors.forEach(
                next -> listeners.forEach(listener -> listener.changed(next.kind, next.name, next.provider)));
    }

    /**
     * Says what is needed. Of the providers that were removed, all others are released, now and from now on.
     *
     * @param what says what a provider is needed for
     */
    public void hold(Needs what) {
        needs = what;
        dropHeld();
    }

    /** Returns what a provider is held for that was removed and has no successor; nothing if it is installed. */
    public List<String> heldFor(Installed provider) {
        return provider.held() ? needs.of(provider.kind(), provider.name()) : List.of();
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
     * Refuses a name that a parameter is to get, if no provider has it.
     *
     * @param path the parameter
     * @param consequence what the refusal leaves as it is, for the message
     * @throws ComponentMissingException if there never was one
     */
    public void checkInstalled(ComponentKind<?> kind, String path, String name, String consequence) {
        try {
            require(kind, name);
        } catch (ComponentMissingException e) {
            throw new ComponentMissingException(
                    kind.label(),
                    name,
                    path + " = " + name + " is refused, and " + consequence + ": " + e.getMessage());
        }
    }

    /**
     * Checks what a provider has made, and remembers whose it is.
     *
     * @param kind the kind of the provider
     * @param name its name
     * @param made what it has made, which a plug-in may have left out
     * @throws ComponentMissingException if that is nothing
     */
    public <T> T made(ComponentKind<?> kind, String name, @Nullable T made) {
        if (made == null) {
            String message = "the " + kind.label() + " '" + name + "' is of no use: its provider returned null";
            failures.countNamedIn(message);
            throw new ComponentMissingException(kind.label(), name, message);
        }
        culprits.note(kind, name, made);
        return made;
    }

    /** Returns how often parts have failed. */
    public PartFailures failures() {
        return failures;
    }

    /** Returns what finds the part that failed or that hangs. */
    public Culprits culprits() {
        return culprits;
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
                    .forEach((name, providers) -> providers.forEach(each -> list.add(new Installed(
                            kind, name, each.provider, currentOf(kind).get(name) == each.provider, false))));
            currentOf(kind).forEach((name, provider) -> {
                if (!isInstalled(kind, provider)) {
                    list.add(new Installed(kind, name, provider, true, true));
                }
            });
        }
        return list;
    }

    /**
     * A provider that is installed or held.
     *
     * @param kind its kind
     * @param name the name that it had when it was installed
     * @param provider the provider
     * @param current whether it is the current one of its name
     * @param held whether it was removed
     */
    public record Installed(ComponentKind<?> kind, String name, Provider provider, boolean current, boolean held) {}

    /** Removes a provider once: one that was installed twice is removed twice. */
    private static void removeOnce(List<Ranked> providers, Provider provider) {
        for (int i = 0; i < providers.size(); i++) {
            if (providers.get(i).provider == provider) {
                providers.remove(i);
                return;
            }
        }
    }

    /** A provider, and how much it counts among those with its name. */
    private record Ranked(Provider provider, int rank) {}

    /** The current provider of a name. */
    private record Current(ComponentKind<?> kind, String name, Provider provider) {}

    private void dropHeld() {
        List<Current> held = held();
        held.removeIf(each -> !needs.of(each.kind, each.name).isEmpty());
        synchronized (this) {
            for (Current each : held) {
                Map<String, Provider> ofKind = currentOf(each.kind);
                if (!isInstalled(each.kind, each.provider) && ofKind.get(each.name) == each.provider) {
                    ofKind.remove(each.name);
                }
            }
        }
    }

    private synchronized List<Current> held() {
        List<Current> held = new ArrayList<>();
        current.forEach((kind, byName) -> byName.forEach((name, provider) -> {
            if (!isInstalled(kind, provider)) {
                held.add(new Current(kind, name, provider));
            }
        }));
        return held;
    }

    /** Returns what is installed of a kind, by name. */
    @GuardedBy("this")
    private Map<String, List<Ranked>> installedOf(ComponentKind<?> kind) {
        return Objects.requireNonNull(installed.get(kind));
    }

    /** Returns what is current of a kind, by name. */
    @GuardedBy("this")
    private Map<String, Provider> currentOf(ComponentKind<?> kind) {
        return Objects.requireNonNull(current.get(kind));
    }

    @GuardedBy("this")
    private boolean isInstalled(ComponentKind<?> kind, Provider provider) {
        return installedOf(kind).values().stream().flatMap(List::stream).anyMatch(other -> other.provider == provider);
    }

    private synchronized String names(ComponentKind<?> kind) {
        return currentOf(kind).isEmpty() ? "none" : String.join(", ", new TreeMap<>(currentOf(kind)).keySet());
    }

    private static String nameOf(Provider provider, ComponentKind<?> kind) {
        String name = provider.name();
        if (name == null || !name.matches(Provider.NAME_PATTERN)) {
            throw new InvalidArgumentException("the " + kind.label() + " "
                    + provider.getClass().getName()
                    + " is not installed: its name is '" + name + "', and a name has 1 to 32 lower-case letters, digits"
                    + " and hyphens, and does not begin with a hyphen");
        }
        return name;
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
