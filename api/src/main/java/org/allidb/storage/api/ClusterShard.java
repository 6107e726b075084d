package org.allidb.storage.api;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A shard of a cluster, as a node sees it. */
@ProviderType
public interface ClusterShard {

    /** {@return its number} */
    int number();

    /** {@return what the node is in it: {@code leader}, {@code follower}, {@code candidate}, or {@code stopped} when it takes part no more} */
    String role();

    /** {@return the term of office, which grows with each election} */
    long term();

    /** {@return the node that leads, as far as it is known} */
    Optional<String> leader();

    /** {@return the last position that is known to be committed} */
    long committed();

    /** {@return the last position that the node has applied} */
    long applied();

    /** {@return how far the node is behind: committed entries that it has not applied} */
    default long lag() {
        return Math.max(0, committed() - applied());
    }
}
