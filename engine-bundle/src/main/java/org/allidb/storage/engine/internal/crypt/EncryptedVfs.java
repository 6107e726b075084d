package org.allidb.storage.engine.internal.crypt;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allidb.storage.engine.internal.crypt.ChunkFormat.Binding;
import org.allidb.storage.kernel.merge.ReusePool;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.vfs.VfsLock;

/**
 * A tenant's directory whose tables are encrypted; all other files are there as they are. A table is written once, is not mapped, and
 * shares its file with no other directory. Sizes are those of what the tables hold. Thread-safe.
 */
public final class EncryptedVfs implements Vfs {

    private static final Pattern TABLE = Pattern.compile("(?:.*/)?([0-9]{12,18})\\.sst");

    private final Vfs files;
    private final TenantKeys keys;
    private final ReusePool<EncryptedInput.Buffers> buffers;
    private final boolean salvaging;

    /**
     * Creates the view of a directory.
     *
     * @param files the directory as it is
     * @param keys the keys of the tenant whose tables are in it
     */
    public EncryptedVfs(Vfs files, TenantKeys keys) {
        this(files, keys, false);
    }

    private EncryptedVfs(Vfs files, TenantKeys keys, boolean salvaging) {
        this.files = files;
        this.keys = keys;
        this.buffers = keys.buffers();
        this.salvaging = salvaging;
    }

    /**
     * Creates the view of a directory that is damaged: chunks that are not what was encrypted are zeros, so that what is intact beside them
     * can be read, and the checksums of the table tell where they are.
     */
    public static EncryptedVfs salvaging(Vfs files, TenantKeys keys) {
        return new EncryptedVfs(files, keys, true);
    }

    /**
     * Returns the numbers of the keys that files in a directory need; those that are being written count.
     *
     * @param files the directory as it is
     * @return their numbers; empty if that is not known for certain
     */
    public static Optional<Set<Integer>> keysOf(Vfs files) throws IOException {
        Set<Integer> numbers = new HashSet<>();
        for (String name : files.list("")) {
            if (table(name).isPresent()) {
                Optional<Integer> number = keyOf(files, name);
                if (number.isEmpty()) {
                    return Optional.empty();
                }
                numbers.add(number.get());
            }
        }
        return Optional.of(numbers);
    }

    /** Returns what is wrong with the form of a table, as far as that can be known without its key; empty if nothing is. */
    public static String wrongForm(Vfs files, String name) throws IOException {
        try (VfsFile file = files.openReadOnly(name)) {
            ChunkFormat.readHeader(file, name);
            ChunkFormat.plainSize(name, file.size());
            return "";
        } catch (DamagedTableException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Returns the number of the key that a table needs; empty if it has no header, or is not there any more. */
    public static Optional<Integer> keyOf(Vfs files, String name) {
        try (VfsFile file = files.openReadOnly(name)) {
            return Optional.of(ChunkFormat.keyNumber(ChunkFormat.readHeader(file, name)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public VfsFile create(String name) throws IOException {
        Optional<Long> table = table(name);
        VfsFile file = files.create(name);
        if (table.isEmpty()) {
            return file;
        }
        try {
            // after the file is there: a key is deleted only if every file that is there names another one
            DataKey key = keys.current();
            byte[] header = ChunkFormat.newHeader(key.number());
            file.write(0, header, 0, header.length);
            return new EncryptedOutput(file, name, keys.aead(), binding(key, header, table.get()));
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    @Override
    public VfsFile open(String name) throws IOException {
        return table(name).isEmpty() ? files.open(name) : openReadOnly(name);
    }

    @Override
    public VfsFile openReadOnly(String name) throws IOException {
        return decrypted(name, files.openReadOnly(name));
    }

    @Override
    public VfsFile openForRandomReads(String name) throws IOException {
        return decrypted(name, files.openForRandomReads(name));
    }

    /** Returns a file as it was before it was encrypted, if it is a table; closes it if that fails. */
    private VfsFile decrypted(String name, VfsFile file) throws IOException {
        Optional<Long> table = table(name);
        if (table.isEmpty()) {
            return file;
        }
        try {
            byte[] header = ChunkFormat.readHeader(file, name);
            Binding binding = binding(keys.get(ChunkFormat.keyNumber(header)), header, table.get());
            long size = size(name, file.size());
            return new EncryptedInput(
                    file, name, new EncryptedInput.Reading(keys.aead(), buffers, salvaging), binding, size);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    @Override
    public int readUnit(String name) {
        return table(name).isPresent() ? ChunkFormat.CHUNK : files.readUnit(name);
    }

    @Override
    public MemorySegment map(String name, MapMode mode, long offset, long length, Arena arena) throws IOException {
        if (table(name).isPresent()) {
            throw new IOException(name + " is encrypted, and is read by position");
        }
        return files.map(name, mode, offset, length, arena);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        files.rename(from, to);
    }

    @Override
    public void link(String existing, String link) throws IOException {
        files.link(existing, link);
    }

    @Override
    public boolean linkInto(String existing, Vfs target, String link) throws IOException {
        // what is encrypted for one tenant, no other one can read
        return table(existing).isEmpty() && files.linkInto(existing, target, link);
    }

    @Override
    public void delete(String name) throws IOException {
        files.delete(name);
    }

    @Override
    public void createDirectory(String name) throws IOException {
        files.createDirectory(name);
    }

    @Override
    public void deleteDirectory(String name) throws IOException {
        files.deleteDirectory(name);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return files.list(directory);
    }

    @Override
    public FileKind kind(String name) throws IOException {
        return files.kind(name);
    }

    @Override
    public long size(String name) throws IOException {
        long stored = files.size(name);
        return table(name).isEmpty() ? stored : size(name, stored);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        files.syncDirectory(directory);
    }

    @Override
    public long failedSyncs(String directory) {
        return files.failedSyncs(directory);
    }

    @Override
    public void syncPath() throws IOException {
        files.syncPath();
    }

    @Override
    public VfsLock lock(String name, String holder) throws IOException {
        return files.lock(name, holder);
    }

    @Override
    public long usableSpace() throws IOException {
        return files.usableSpace();
    }

    @Override
    public Vfs in(String directory) {
        return new EncryptedVfs(files.in(directory), keys, salvaging);
    }

    private long size(String name, long stored) throws IOException {
        return salvaging ? ChunkFormat.plainSizeOfWhole(stored) : ChunkFormat.plainSize(name, stored);
    }

    private Binding binding(DataKey key, byte[] header, long table) {
        return new Binding(key.ofTable(ChunkFormat.salt(header)), keys.generation(), table);
    }

    private static Optional<Long> table(String name) {
        Matcher matcher = TABLE.matcher(name);
        return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }
}
