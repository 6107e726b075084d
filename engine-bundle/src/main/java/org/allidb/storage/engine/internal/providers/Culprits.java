package org.allidb.storage.engine.internal.providers;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.allidb.storage.api.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Finds the part that a thread is in, or that a failure came from, by the classes on the stack. It costs nothing
 * until something hangs or fails. Knows the providers and what they made; of two classes the one that was called last counts.
 * Thread-safe.
 */
public final class Culprits {

    /** Where the search ends: behind these frames it was the engine that failed. */
    private static final String ENGINE = "org.allidb.storage.engine.";

    /** What is known, by the name of its class. */
    private final Map<String, Part> parts = new ConcurrentHashMap<>();

    /**
     * A part, as it is named in messages.
     *
     * @param kind the label of its kind
     * @param name its name
     */
    record Part(String kind, String name) {

        static Part of(ComponentKind<?> kind, String name) {
            return new Part(kind.label(), name);
        }

        @Override
        public String toString() {
            return kind + " '" + name + "'";
        }
    }

    Culprits() {}

    /** Notes the class of a provider, or of something that it made. */
    void note(ComponentKind<?> kind, String name, Object part) {
        String type = part.getClass().getName();
        Part known = Part.of(kind, name);
        if (!known.equals(parts.get(type))) {
            parts.put(type, known);
        }
    }

    /** Describes a provider, for a message. */
    public static String describe(ComponentKind<?> kind, String name, Provider provider) {
        return Part.of(kind, name) + " (" + provider.getClass().getName() + ")";
    }

    /** Describes the current provider of a name, for a message; if there is none, what it would be. */
    static <P extends Provider> String describe(ComponentKind<P> kind, String name, ProviderRegistry providers) {
        return providers
                .find(kind, name)
                .map(found -> describe(kind, name, found))
                .orElse(kind.label() + " '" + name + "'");
    }

    /**
     * Says what does not return.
     *
     * @param threads those that wait for it
     * @param suspects what it may be, if their stacks do not tell
     */
    public String whatDoesNotReturn(Collection<Thread> threads, String suspects) {
        String found = threads.stream()
                .flatMap(thread -> of(thread.getStackTrace()).stream())
                .distinct()
                .collect(Collectors.joining(", "));
        return (found.isEmpty() ? suspects : found) + " does not return";
    }

    /** Returns the parts that a message names. */
    Set<Part> namedIn(String message) {
        return parts.values().stream()
                .filter(part -> message.contains(part.toString()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the part that a failure came from, with the place; empty if it is not known. */
    public Optional<String> of(Throwable failure) {
        return of(failure.getStackTrace());
    }

    /**
     * Returns a sentence on a failure that names the part it came from.
     *
     * @param failure what was thrown
     * @param otherwise whom to name if the stack does not tell
     */
    public String message(Throwable failure, String otherwise) {
        return of(failure).orElse(otherwise) + " failed: " + failure;
    }

    private Optional<String> of(StackTraceElement[] stack) {
        StackTraceElement place = null;
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            Part part = partOf(type);
            if (part != null) {
                return Optional.of(part + " (" + (place == null ? frame : place) + ")");
            }
            if (type.startsWith(ENGINE)) {
                break;
            }
            if (place == null && !isOfTheJdk(frame)) {
                place = frame;
            }
        }
        return Optional.empty();
    }

    /** Returns the part that a class belongs to: itself, or a class around it. */
    private @Nullable Part partOf(String type) {
        String outer = type;
        while (true) {
            Part part = parts.get(outer);
            int nested = outer.lastIndexOf('$');
            if (part != null || nested <= 0) {
                return part;
            }
            outer = outer.substring(0, nested);
        }
    }

    private static boolean isOfTheJdk(StackTraceElement frame) {
        String module = frame.getModuleName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }
}
