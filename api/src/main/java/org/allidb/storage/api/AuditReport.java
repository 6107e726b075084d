package org.allidb.storage.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What {@link StorageTools#audit} has found in an audit trail. */
@ProviderType
public interface AuditReport {

    /** {@return how many files it has} */
    int files();

    /** {@return how many events} */
    long events();

    /** {@return the number of its first event, 0 if there is none; greater than 1 if older files were removed} */
    long firstEvent();

    /** {@return the chain of its last line, 64 hexadecimal digits: noted elsewhere, it shows later whether all before it is as it was} */
    String chain();

    /** {@return whether the trail has the line whose chain was asked for; true if none was} */
    boolean hasKnown();

    /** {@return lines that were changed, taken out or put in, and events that are missing, in the order of the files} */
    List<Finding> findings();

    /** {@return whether the trail is as it was written} */
    default boolean isIntact() {
        return hasKnown() && findings().stream().noneMatch(finding -> finding.severity() == Finding.Severity.DAMAGE);
    }
}
