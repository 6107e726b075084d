package org.allidb.storage.server.internal.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.allidb.storage.spi.http.HttpAccess;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpResource;

/** The resources that the door has now. Thread-safe. */
public final class Resources {

    private static final Logger LOG = System.getLogger(Resources.class.getName());
    private static final Pattern PATH = Pattern.compile("/|(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");

    @GuardedBy("this")
    private final List<Entry> added = new ArrayList<>();

    private volatile List<Entry> sorted = List.of();

    /** No resources. */
    public Resources() {}

    /**
     * Adds a resource.
     *
     * @param resource the resource
     * @param ranking which of two with one path answers: the higher one, and among equals the one that was added first
     */
    public synchronized void add(HttpResource resource, int ranking) {
        String path = resource.path();
        if (!PATH.matcher(path).matches()) {
            LOG.log(
                    Level.WARNING,
                    "a resource of " + resource.getClass().getName() + " is not served: its path is '" + path
                            + "'; a path starts with a slash, has segments of letters, digits and . _ -, and no slash"
                            + " at its end");
            return;
        }
        List<String> segments =
                path.equals("/") ? List.of() : Arrays.asList(path.substring(1).split("/", -1));
        added.add(
                new Entry(resource, List.copyOf(segments), ranking, Set.copyOf(resource.methods()), resource.access()));
        sort();
    }

    /** Removes a resource, if it is there. */
    public synchronized void remove(HttpResource resource) {
        added.removeIf(entry -> entry.resource == resource);
        sort();
    }

    @GuardedBy("this")
    private void sort() {
        List<Entry> all = new ArrayList<>(added);
        all.sort(Comparator.<Entry>comparingInt(entry -> -entry.path.size()).thenComparingInt(entry -> -entry.ranking));
        sorted = List.copyOf(all);
    }

    /**
     * Finds the resource for a path.
     *
     * @throws HttpRefusedException if there is none
     */
    Entry find(List<String> segments) {
        for (Entry entry : sorted) {
            int length = entry.path.size();
            if (segments.size() >= length && segments.subList(0, length).equals(entry.path)) {
                return entry;
            }
        }
        throw HttpRefusedException.notFound("there is nothing at this path; docs/server.md has what is served");
    }

    /**
     * A resource, asked once for what is constant.
     *
     * @param resource the resource
     * @param path the segments of its path
     * @param ranking which of two with one path answers
     * @param methods the methods that it answers
     * @param access who may call it
     */
    record Entry(HttpResource resource, List<String> path, int ranking, Set<HttpMethod> methods, HttpAccess access) {}
}
