package org.allidb.storage.kernel.fairness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A line of items that wait for a server, served by what their owners were served before: start-time fair queueing (Goyal, Vin and
 * Cheng, SIGCOMM 1996). It needs to know what an item takes only when that is done.
 *
 * <ul>
 *   <li>An item gets the place where its owner's service ended; an owner that rested gets the place of what is being served now, so
 *       that nothing is saved up.
 *   <li>Of equal places the one that came first is served first. Owners that are served the same are served in turn.
 *   <li>Adding, taking and removing take a time that is logarithmic in the length of the line.
 *   <li>Owners that rest are forgotten.
 *   <li>Not thread-safe.
 * </ul>
 *
 * @param <K> the owners
 * @param <T> the items
 */
@ProviderType
public final class WeightedLine<K, T> {

    private static final int FEW = 64;

    private final NavigableSet<Place<K, T>> line = new TreeSet<>(
            Comparator.comparingDouble((Place<K, T> place) -> place.start).thenComparingLong(place -> place.arrival));
    private final Map<K, Service<K, T>> services = new HashMap<>();
    /** The place of what was taken last. */
    private double now;

    private long arrivals;

    /** Creates an empty line. */
    public WeightedLine() {}

    private record Place<K, T>(K owner, T item, double start, long arrival) {}

    /** What an owner was served. */
    private static final class Service<K, T> {

        private final List<Place<K, T>> places = new ArrayList<>(1);
        private int taken;
        private double end;
    }

    /**
     * Adds an item.
     *
     * @param owner whose it is
     * @param item the item
     */
    public void add(K owner, T item) {
        Service<K, T> service = services.computeIfAbsent(owner, first -> new Service<>());
        Place<K, T> place = new Place<>(owner, item, Math.max(now, service.end), arrivals++);
        service.places.add(place);
        line.add(place);
    }

    /** {@return whether no item waits} */
    public boolean isEmpty() {
        return line.isEmpty();
    }

    /**
     * Returns whether an item of an owner waits.
     *
     * @param owner the owner
     * @return whether there is one
     */
    public boolean has(K owner) {
        Service<K, T> service = services.get(owner);
        return service != null && !service.places.isEmpty();
    }

    /**
     * Takes the item that is next; {@link #served} follows when it is done.
     *
     * @return the item
     * @throws java.util.NoSuchElementException if none waits
     */
    public T take() {
        return take(line.first());
    }

    /**
     * Takes the first of some items; {@link #served} follows when it is done. Looks at those before it one by one.
     *
     * @param which says which items may be taken
     * @return the item; empty if none of them waits
     */
    public Optional<T> takeFirst(Predicate<T> which) {
        return line.stream().filter(place -> which.test(place.item)).findFirst().map(this::take);
    }

    private T take(Place<K, T> place) {
        line.remove(place);
        now = Math.max(now, place.start);
        Service<K, T> service = services.get(place.owner);
        if (service != null) {
            service.places.remove(place);
            service.taken++;
            service.end = Math.max(service.end, place.start);
        }
        if (services.size() > FEW + 2 * line.size()) {
            services.values().removeIf(this::isForgotten);
        }
        return place.item;
    }

    /**
     * Notes that an item that was taken is done.
     *
     * @param owner whose it was
     * @param cost what it took, divided by the owner's weight
     */
    public void served(K owner, double cost) {
        Service<K, T> service = services.get(owner);
        if (service != null) {
            service.taken--;
            service.end += cost;
        }
    }

    /**
     * Removes an item that waits; does nothing if it does not.
     *
     * @param owner whose it is
     * @param item the item, compared by identity
     */
    public void withdraw(K owner, T item) {
        Service<K, T> service = services.get(owner);
        if (service != null) {
            service.places.stream()
                    .filter(place -> place.item == item)
                    .findFirst()
                    .ifPresent(place -> {
                        service.places.remove(place);
                        line.remove(place);
                    });
        }
    }

    /**
     * Removes what waits of an owner, and forgets it.
     *
     * @param owner the owner
     */
    public void remove(K owner) {
        Service<K, T> service = services.remove(owner);
        if (service != null) {
            service.places.forEach(line::remove);
        }
    }

    /** Removes all that waits. */
    public void clear() {
        line.clear();
        services.clear();
    }

    private boolean isForgotten(Service<K, T> service) {
        return service.places.isEmpty() && service.taken == 0 && service.end <= now;
    }
}
