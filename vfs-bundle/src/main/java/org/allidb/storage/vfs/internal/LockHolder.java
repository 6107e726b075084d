package org.allidb.storage.vfs.internal;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The content of a lock file, which its holder writes, and removes when it closes the lock. One line is for people. The other
 * tells another process whether the holder lives, even if its lock was released by accident.
 *
 * <pre>
 *   process 4242
 *   pid=4242 start=8812345 boot=0f9a… namespace=pid:[4026531836] file=(dev=801,ino=17)
 * </pre>
 *
 * @param line the line for people
 * @param process the process
 * @param file identity of the lock file, so that a copy of the directory is not taken for the directory
 */
record LockHolder(String line, ProcessIdentity process, String file) {

    private static final Pattern FORM =
            Pattern.compile("([^\\n]*)\\npid=([0-9]{1,18}) start=(\\S+) boot=(\\S+) namespace=(\\S+) file=(\\S+)\\n");

    /** Returns the line for people of a lock file's content, empty if there is none. */
    static String line(byte[] content) {
        return new String(content, StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("")
                .strip();
    }

    /** Returns the content of a lock file; null if the lock was closed, or the content is no holder's. */
    static @Nullable LockHolder parse(byte[] content) {
        Matcher matcher = FORM.matcher(new String(content, StandardCharsets.UTF_8));
        if (!matcher.matches()) {
            return null;
        }
        return new LockHolder(
                matcher.group(1),
                new ProcessIdentity(
                        Long.parseLong(matcher.group(2)), matcher.group(3), matcher.group(4), matcher.group(5)),
                matcher.group(6));
    }

    byte[] bytes() {
        return (line + "\npid=" + process.pid() + " start=" + process.start() + " boot=" + process.boot()
                        + " namespace=" + process.namespace() + " file=" + file + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Returns whether the holder is another process, lives, and wrote this content into the same file. */
    boolean livesElsewhere(ProcessIdentity asking, @Nullable String sameFile) {
        return Objects.equals(file, sameFile) && !process.equals(asking) && process.isAliveSeenBy(asking);
    }
}
