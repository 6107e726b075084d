package org.allidb.storage.metamorphic;

import java.util.Random;
import org.allidb.storage.testkit.StrictMemVfs;
import org.jspecify.annotations.Nullable;

/** A power cut that comes before some call of the file system; the program runs on as if it were none. */
final class PowerCut {

    private final StrictMemVfs files;
    private final Random chance;
    private @Nullable StrictMemVfs image;

    /**
     * A power cut to come.
     *
     * @param calls how many calls of the file system are made before it
     * @param chance what it leaves
     */
    PowerCut(World world, int calls, Random chance) {
        this.files = world.files();
        this.chance = chance;
        world.faults().tellAfter(calls, () -> image = files.afterPowerCut(chance));
    }

    boolean isDone() {
        return image != null;
    }

    /** What it left; if it did not come yet, it comes now. */
    StrictMemVfs image() {
        StrictMemVfs left = image;
        if (left == null) {
            left = files.afterPowerCut(chance);
            image = left;
        }
        return left;
    }
}
