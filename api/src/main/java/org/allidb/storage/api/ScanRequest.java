package org.allidb.storage.api;

import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a scan walks over. All given conditions hold together.
 *
 * @param from first entity, inclusive
 * @param to last entity, exclusive
 * @param prefix first bytes of the entities' ids
 * @param kinds kinds wanted; empty for all
 * @param reverse whether to go from the last row to the first
 * @param limit most rows, 0 for all
 * @param resumeAfter where an earlier scan with otherwise the same conditions stopped
 */
@ProviderType
public record ScanRequest(
        Optional<EntityId> from,
        Optional<EntityId> to,
        Optional<EntityId> prefix,
        Set<Kind> kinds,
        boolean reverse,
        long limit,
        Optional<ResumeKey> resumeAfter) {

    private static final ScanRequest ALL = new ScanRequest(
            Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), false, 0, Optional.empty());

    /**
     * Checks and copies.
     *
     * @throws InvalidArgumentException if the limit is negative
     */
    public ScanRequest {
        kinds = Set.copyOf(kinds);
        if (limit < 0) {
            throw new InvalidArgumentException("a scan's limit is " + limit + "; use 0 for all rows");
        }
    }

    /**
     * All rows, ascending.
     *
     * @return the request
     */
    public static ScanRequest all() {
        return ALL;
    }

    /**
     * All rows of entities whose ids start with a prefix.
     *
     * @param prefix the prefix, not empty
     * @return the request
     */
    public static ScanRequest ofPrefix(String prefix) {
        return new ScanRequest(
                ALL.from, ALL.to, Optional.of(EntityId.of(prefix)), ALL.kinds, false, 0, ALL.resumeAfter);
    }

    /**
     * The same from an entity on.
     *
     * @param entity inclusive
     * @return the request
     */
    public ScanRequest from(EntityId entity) {
        return new ScanRequest(Optional.of(entity), to, prefix, kinds, reverse, limit, resumeAfter);
    }

    /**
     * The same up to an entity.
     *
     * @param entity exclusive
     * @return the request
     */
    public ScanRequest to(EntityId entity) {
        return new ScanRequest(from, Optional.of(entity), prefix, kinds, reverse, limit, resumeAfter);
    }

    /**
     * The same with a prefix.
     *
     * @param start first bytes of the entities' ids
     * @return the request
     */
    public ScanRequest prefix(EntityId start) {
        return new ScanRequest(from, to, Optional.of(start), kinds, reverse, limit, resumeAfter);
    }

    /**
     * The same for some kinds only.
     *
     * @param wanted the kinds
     * @return the request
     */
    public ScanRequest kinds(Kind... wanted) {
        return new ScanRequest(from, to, prefix, Set.of(wanted), reverse, limit, resumeAfter);
    }

    /**
     * The same in the other direction.
     *
     * @return the request
     */
    public ScanRequest reversed() {
        return new ScanRequest(from, to, prefix, kinds, !reverse, limit, resumeAfter);
    }

    /**
     * The same with a limit.
     *
     * @param rows most rows, 0 for all
     * @return the request
     */
    public ScanRequest limit(long rows) {
        return new ScanRequest(from, to, prefix, kinds, reverse, rows, resumeAfter);
    }

    /**
     * The same after the place where an earlier scan stopped.
     *
     * @param key what {@link Cursor#resumeKey()} gave
     * @return the request
     */
    public ScanRequest resumeAfter(ResumeKey key) {
        return new ScanRequest(from, to, prefix, kinds, reverse, limit, Optional.of(key));
    }
}
