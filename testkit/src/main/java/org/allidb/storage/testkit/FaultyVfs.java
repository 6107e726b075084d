package org.allidb.storage.testkit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.vfs.VfsLock;
import org.osgi.annotation.versioning.ProviderType;

/** A file system that tells a {@link FaultPlan} of every call that changes or reads something, before and after it. */
@ProviderType
public final class FaultyVfs implements Vfs {

    private final Vfs files;
    private final FaultPlan plan;

    /**
     * A decorated file system.
     *
     * @param files does the work
     * @param plan decides what fails
     */
    public FaultyVfs(Vfs files, FaultPlan plan) {
        this.files = files;
        this.plan = plan;
    }

    /** A call that returns something. */
    private interface Call<T> {
        T make() throws IOException;
    }

    private static <T> T observed(FaultPlan plan, FaultPlan.Operation operation, String name, Call<T> call)
            throws IOException {
        plan.before(operation, name);
        T result = call.make();
        try {
            plan.after(operation, name);
        } catch (IOException e) {
            // who gets an error gets nothing that would have to be closed
            switch (result) {
                case VfsFile file -> file.close();
                case VfsLock lock -> lock.close();
                default -> {}
            }
            throw e;
        }
        return result;
    }

    private void observed(FaultPlan.Operation operation, String name, Action action) throws IOException {
        observed(plan, operation, name, () -> {
            action.run();
            return name;
        });
    }

    /** A call that returns nothing. */
    private interface Action {
        void run() throws IOException;
    }

    @Override
    public VfsFile create(String name) throws IOException {
        return observed(plan, FaultPlan.Operation.CREATE, name, () -> new FaultyFile(files.create(name), name, plan));
    }

    @Override
    public VfsFile open(String name) throws IOException {
        return observed(plan, FaultPlan.Operation.OPEN, name, () -> new FaultyFile(files.open(name), name, plan));
    }

    @Override
    public VfsFile openReadOnly(String name) throws IOException {
        return observed(
                plan, FaultPlan.Operation.OPEN, name, () -> new FaultyFile(files.openReadOnly(name), name, plan));
    }

    @Override
    public VfsFile openForRandomReads(String name) throws IOException {
        return observed(
                plan, FaultPlan.Operation.OPEN, name, () -> new FaultyFile(files.openForRandomReads(name), name, plan));
    }

    @Override
    public int readUnit(String name) {
        return files.readUnit(name);
    }

    @Override
    public MemorySegment map(String name, MapMode mode, long offset, long length, Arena arena) throws IOException {
        return observed(plan, FaultPlan.Operation.MAP, name, () -> files.map(name, mode, offset, length, arena));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        observed(FaultPlan.Operation.RENAME, to, () -> files.rename(from, to));
    }

    @Override
    public void link(String existing, String link) throws IOException {
        observed(FaultPlan.Operation.LINK, link, () -> files.link(existing, link));
    }

    @Override
    public boolean linkInto(String existing, Vfs target, String link) throws IOException {
        if (!plan.hasLinks()) {
            return false;
        }
        Vfs other = target instanceof FaultyVfs faulty ? faulty.files : target;
        return observed(plan, FaultPlan.Operation.LINK, link, () -> files.linkInto(existing, other, link));
    }

    @Override
    public void delete(String name) throws IOException {
        observed(FaultPlan.Operation.DELETE, name, () -> files.delete(name));
    }

    @Override
    public void createDirectory(String name) throws IOException {
        observed(FaultPlan.Operation.CREATE, name, () -> files.createDirectory(name));
    }

    @Override
    public void deleteDirectory(String name) throws IOException {
        observed(FaultPlan.Operation.DELETE, name, () -> files.deleteDirectory(name));
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return observed(plan, FaultPlan.Operation.READ, directory, () -> files.list(directory));
    }

    @Override
    public FileKind kind(String name) throws IOException {
        return observed(plan, FaultPlan.Operation.READ, name, () -> files.kind(name));
    }

    @Override
    public long size(String name) throws IOException {
        return observed(plan, FaultPlan.Operation.READ, name, () -> files.size(name));
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        observed(FaultPlan.Operation.SYNC, directory, () -> files.syncDirectory(directory));
    }

    @Override
    public long failedSyncs(String directory) {
        return files.failedSyncs(directory);
    }

    @Override
    public void syncPath() throws IOException {
        observed(FaultPlan.Operation.SYNC, "", files::syncPath);
    }

    @Override
    public VfsLock lock(String name, String holder) throws IOException {
        return observed(plan, FaultPlan.Operation.CREATE, name, () -> files.lock(name, holder));
    }

    @Override
    public long usableSpace() throws IOException {
        return files.usableSpace();
    }

    @Override
    public Vfs in(String directory) {
        return new FaultyVfs(files.in(directory), plan);
    }

    private record FaultyFile(VfsFile file, String name, FaultPlan plan) implements VfsFile {

        @Override
        public int read(long position, byte[] target, int offset, int length) throws IOException {
            return observed(plan, FaultPlan.Operation.READ, name, () -> {
                int allowed = Math.min(length, plan.bytesOfRead(name, length));
                return file.read(position, target, offset, allowed);
            });
        }

        @Override
        public void write(long position, byte[] source, int offset, int length) throws IOException {
            plan.before(FaultPlan.Operation.WRITE, name);
            int allowed = Math.min(length, plan.bytesOfWrite(name, length));
            file.write(position, source, offset, allowed);
            if (allowed < length) {
                throw new IOException("the write to " + name + " ended after " + allowed + " of " + length + " bytes");
            }
            plan.after(FaultPlan.Operation.WRITE, name);
        }

        @Override
        public void sync() throws IOException {
            observed(plan, FaultPlan.Operation.SYNC, name, () -> {
                file.sync();
                return name;
            });
        }

        @Override
        public void setSize(long size) throws IOException {
            observed(plan, FaultPlan.Operation.WRITE, name, () -> {
                file.setSize(size);
                return name;
            });
        }

        @Override
        public long size() throws IOException {
            return observed(plan, FaultPlan.Operation.READ, name, file::size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
