package org.allidb.storage.campaigns;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.StrictMemVfs;

/** All files of a disk, by their paths, so that some can be taken away; the path of a directory ends in a slash. */
final class DiskContents {

    private DiskContents() {}

    static Map<String, byte[]> read(StrictMemVfs disk) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        read(disk, "", contents);
        return contents;
    }

    private static void read(StrictMemVfs disk, String directory, Map<String, byte[]> contents) throws IOException {
        for (String name : disk.list(directory)) {
            String path = directory.isEmpty() ? name : directory + "/" + name;
            if (disk.kind(path) == StrictMemVfs.FileKind.DIRECTORY) {
                contents.put(path + "/", new byte[0]);
                read(disk, path, contents);
                continue;
            }
            try (VfsFile file = disk.openReadOnly(path)) {
                byte[] bytes = new byte[(int) file.size()];
                file.read(0, bytes, 0, bytes.length);
                contents.put(path, bytes);
            }
        }
    }

    /** A disk with these files, and the directories that they need. */
    static StrictMemVfs write(Map<String, byte[]> contents) throws IOException {
        StrictMemVfs disk = new StrictMemVfs();
        for (Map.Entry<String, byte[]> content : contents.entrySet()) {
            String path = content.getKey();
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                disk.createDirectory(path.substring(0, slash));
            }
            if (path.endsWith("/")) {
                continue;
            }
            try (VfsFile file = disk.create(path)) {
                file.write(0, content.getValue(), 0, content.getValue().length);
            }
        }
        return disk;
    }
}
