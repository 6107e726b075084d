package org.allidb.storage.codec.lz4.internal;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.util.Native;

/**
 * A loader of the native code of lz4-java.
 *
 * <p>lz4-java would unpack it into the temporary folder and delete it when the JVM ends: each killed process would leave a
 * file behind. This loader unpacks it into an {@link UnpackingFolder} and deletes it as soon as it is loaded. A library belongs
 * to the class loader of the class that loads it, so {@link System#load} is called from a class that is defined beside
 * lz4-java's.
 */
final class Lz4Library {

    private static final Logger LOG = System.getLogger(Lz4Library.class.getName());

    private Lz4Library() {}

    /** Returns the native implementation, or the one in Java on systems without it. */
    static LZ4Factory factory() {
        try {
            load();
        } catch (Throwable e) {
            // lz4-java was changed, or is a module that does not open: then it unpacks in its own way
            LOG.log(Level.DEBUG, "lz4-java unpacks its native code itself", e);
        }
        try {
            return LZ4Factory.nativeInstance();
        } catch (LinkageError | RuntimeException e) {
            LOG.log(Level.INFO, "LZ4 runs in Java because its native code cannot be loaded: " + e);
            return LZ4Factory.safeInstance();
        }
    }

    /** Loads the native code under the lock under which lz4-java would load it. */
    @SuppressWarnings("LockOnNonEnclosingClassLiteral")
    private static void load() throws Throwable {
        Lookup inside = MethodHandles.privateLookupIn(Native.class, MethodHandles.lookup());
        synchronized (Native.class) {
            if (Native.isLoaded()) {
                return;
            }
            String resource =
                    (String) inside.findStatic(Native.class, "resourceName", MethodType.methodType(String.class))
                            .invokeExact();
            try (UnpackingFolder folder = UnpackingFolder.open(Path.of(System.getProperty("java.io.tmpdir")))) {
                Path file = folder.path().resolve(resource.substring(resource.lastIndexOf('/') + 1));
                unpack(resource, file);
                loader(inside).invokeExact(file.toAbsolutePath().toString());
            }
            inside.findStaticVarHandle(Native.class, "loaded", boolean.class).set(true);
        }
    }

    private static void unpack(String resource, Path file) throws IOException {
        try (InputStream content = Native.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new IOException("lz4-java has no " + resource);
            }
            Files.copy(content, file);
        }
    }

    /** Returns {@link System#load}, as a class of lz4-java's loader and package calls it. */
    private static MethodHandle loader(Lookup inside) throws ReflectiveOperationException {
        MethodTypeDesc signature = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);
        byte[] code = ClassFile.of()
                .build(
                        ClassDesc.of(Native.class.getPackageName(), "Loader"),
                        type -> type.withMethodBody(
                                "load",
                                signature,
                                ClassFile.ACC_STATIC,
                                body -> body.aload(0)
                                        .invokestatic(ClassDesc.of(System.class.getName()), "load", signature)
                                        .return_()));
        Lookup loader = inside.defineHiddenClass(code, true);
        return loader.findStatic(loader.lookupClass(), "load", MethodType.methodType(void.class, String.class));
    }
}
