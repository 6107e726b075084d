package org.allidb.storage.campaigns;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a tenant may be when some calls were refused and it is not known which of those took effect. */
final class PossibleTenant {

    private boolean mayExist;
    private boolean mayBeMissing = true;
    private boolean dropInDoubt;
    private PossibleRows now = new PossibleRows();
    private PossibleRows afterPowerCut = new PossibleRows();

    /** It was created. */
    void created() {
        mayExist = true;
        mayBeMissing = false;
        dropInDoubt = false;
        now = new PossibleRows();
        afterPowerCut = new PossibleRows();
    }

    /** It was dropped. */
    void dropped() {
        mayExist = false;
        mayBeMissing = true;
        dropInDoubt = false;
    }

    /** Creating it was refused, and it was not there before. */
    void perhapsCreated() {
        if (!mayExist) {
            created();
        }
        mayBeMissing = true;
    }

    /** Dropping it was refused. */
    void perhapsDropped() {
        mayBeMissing = true;
        dropInDoubt = true;
    }

    /** Whether dropping it was refused, so that it may refuse everything else until it is dropped. */
    boolean isDropInDoubt() {
        return dropInDoubt;
    }

    /** A write was acknowledged. */
    void written(Map<String, Workload.Write> effect, boolean synced) {
        now.certain(effect);
        if (synced) {
            afterPowerCut.certain(effect);
        } else {
            afterPowerCut.doubtful(effect);
        }
    }

    /** A write was refused. */
    void perhapsWritten(Map<String, Workload.Write> effect) {
        now.doubtful(effect);
        afterPowerCut.doubtful(effect);
    }

    /**
     * What is found that cannot be, for a person; nothing if all is well.
     *
     * @param cut whether the power was cut since the last call
     */
    List<String> wrong(Optional<Map<String, String>> found, boolean cut) {
        List<String> wrong = new ArrayList<>();
        if (found.isEmpty()) {
            if (!mayBeMissing) {
                wrong.add("it is missing");
            }
        } else if (!mayExist) {
            wrong.add("it is there");
        } else {
            wrong.addAll((cut ? afterPowerCut : now).wrong(found.get()));
        }
        return wrong;
    }
}
