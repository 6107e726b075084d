package org.allidb.storage.testkit;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The names of a view of a device, which begin at its base. The caller of each method but {@link #path} holds the monitor of
 * the device.
 */
final class MemNames {

    /** What {@link #find} returns for a name that does not exist. */
    static final Object MISSING = "";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,255}");

    private final MemDevice device;
    private final List<String> base;

    MemNames(MemDevice device, List<String> base) {
        this.device = device;
        this.base = base;
    }

    /** Returns the path of a name from the root. */
    List<String> path(String name) {
        if (name.isEmpty()) {
            return base;
        }
        List<String> parts = new ArrayList<>(base);
        for (String part : name.split("/", -1)) {
            if (!NAME.matcher(part).matches() || part.equals(".") || part.equals("..")) {
                throw new IllegalArgumentException("'" + name + "' is no name for a file of the storage");
            }
            parts.add(part);
        }
        return List.copyOf(parts);
    }

    /** Returns the file or directory of a name, or {@link #MISSING}. */
    Object find(String name) {
        Object entry = device.root();
        for (String part : path(name)) {
            entry = entry instanceof MemDirectory directory
                    ? directory.entries().getOrDefault(part, MISSING)
                    : MISSING;
        }
        return entry;
    }

    /** Returns the file of a name. */
    MemFile file(String name) throws IOException {
        return switch (find(name)) {
            case MemFile file -> file;
            case MemDirectory directory -> throw new IOException(name + " is a directory");
            default -> throw new NoSuchFileException(name);
        };
    }

    /** Returns the directory of a name. */
    MemDirectory directory(String name) throws IOException {
        return switch (find(name)) {
            case MemDirectory directory -> directory;
            case MemFile file -> throw new NotDirectoryException(name);
            default -> throw new NoSuchFileException(name);
        };
    }

    /** Returns the directory that holds a name. */
    MemDirectory parent(String name) throws IOException {
        path(name);
        int slash = name.lastIndexOf('/');
        return directory(slash < 0 ? "" : name.substring(0, slash));
    }

    /** Returns the name within its directory. */
    static String last(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** Syncs the directories from the root to the base. */
    void syncBase() throws IOException {
        Object above = device.root();
        for (String part : base) {
            if (!(above instanceof MemDirectory directory)) {
                throw new NoSuchFileException(String.join("/", base));
            }
            directory.sync();
            above = directory.entries().getOrDefault(part, MISSING);
        }
    }
}
