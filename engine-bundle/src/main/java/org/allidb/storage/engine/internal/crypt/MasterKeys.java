package org.allidb.storage.engine.internal.crypt;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantKeyException;
import org.allidb.storage.api.config.EncryptionOptions;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.kernel.merge.ReusePool;
import org.allidb.storage.spi.keys.KeyProvider;
import org.allidb.storage.spi.keys.KeyRequest;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.jspecify.annotations.Nullable;

/**
 * Asks the providers of master keys, on threads that may be left behind: a provider may throw, return nonsense, or never return.
 * What it throws refuses the tenant that asked, with a message that holds nothing of an unexpected exception but its class.
 * Thread-safe.
 */
public final class MasterKeys implements AutoCloseable {

    /** How many calls may hang before no more are made. */
    private static final int MOST_HANGING = 16;

    private final ProviderRegistry providers;
    private final Supplier<StorageConfiguration> configuration;
    private final ExecutorService threads;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Aead aead = new Aead();
    private final ReusePool<EncryptedInput.Buffers> buffers = new ReusePool<>(EncryptedInput.Buffers::new);

    /**
     * Creates the access to the providers.
     *
     * @param providers the installed providers
     * @param configuration returns the configuration in force
     * @param runtime makes threads
     */
    public MasterKeys(
            ProviderRegistry providers, Supplier<StorageConfiguration> configuration, StorageRuntime runtime) {
        this.providers = providers;
        this.configuration = configuration;
        this.threads = runtime.executors().threadPerTask("keys");
    }

    Aead aead() {
        return aead;
    }

    ReusePool<EncryptedInput.Buffers> buffers() {
        return buffers;
    }

    /** Returns the name of the master key that wraps new keys of a tenant. */
    String masterKey(TenantId tenant) {
        return options().masterKey().replace("*", tenant.value());
    }

    /** Returns the name of the provider in force. */
    String provider() {
        return options().provider();
    }

    /**
     * Wraps a key by the master key in force.
     *
     * @throws TenantKeyException if it cannot be wrapped
     */
    Wrapped wrap(TenantId tenant, byte[] context, byte[] key) {
        byte[] copy = key.clone();
        String masterKey = masterKey(tenant);
        String name = provider();
        byte[] wrapped = call(tenant, name, masterKey, new Call("wrapped", copy) {
            @Override
            byte @Nullable [] run(KeyProvider provider) throws IOException {
                return provider.wrap(request(masterKey, context), copy);
            }
        });
        if (wrapped.length > KeyFile.MAX_WRAPPED || Arrays.equals(wrapped, key)) {
            throw refused(tenant, "wrapped", masterKey, name, "it returned no wrapped key", null);
        }
        return new Wrapped(name, masterKey, wrapped);
    }

    /**
     * A key that was wrapped.
     *
     * @param provider the name of the provider
     * @param masterKey the name of the master key
     * @param bytes the wrapped key
     */
    record Wrapped(String provider, String masterKey, byte[] bytes) {}

    /**
     * Unwraps a key.
     *
     * @throws TenantKeyException if it cannot be unwrapped
     */
    byte[] unwrap(TenantId tenant, KeyFile file) {
        byte[] copy = file.wrapped().clone();
        byte[] key = call(tenant, file.provider(), file.masterKey(), new Call("unwrapped", copy) {
            @Override
            byte @Nullable [] run(KeyProvider provider) throws IOException {
                return provider.unwrap(request(file.masterKey(), file.context()), copy);
            }
        });
        if (key.length != Aead.KEY_BYTES) {
            throw refused(tenant, "unwrapped", file.masterKey(), file.provider(), "it returned no key", null);
        }
        return key;
    }

    /** A call of a provider. Clears what it was given when it ends, or is given up before it begins. */
    private abstract static class Call {
        private final String doing;
        private final byte[] given;
        private final AtomicBoolean begun = new AtomicBoolean();

        Call(String doing, byte[] given) {
            this.doing = doing;
            this.given = given;
        }

        abstract byte @Nullable [] run(KeyProvider provider) throws IOException;
    }

    private KeyRequest request(String masterKey, byte[] context) {
        return new KeyRequest(
                masterKey,
                context,
                options(),
                file -> providers.named(ComponentKind.VFS, configuration.get()).readFile(file));
    }

    private byte[] call(TenantId tenant, String name, String masterKey, Call call) {
        KeyProvider provider;
        try {
            provider = providers.require(ComponentKind.KEYS, name);
        } catch (ComponentMissingException e) {
            throw refused(tenant, call.doing, masterKey, name, String.valueOf(e.getMessage()), e);
        }
        if (underWay.incrementAndGet() > MOST_HANGING) {
            underWay.decrementAndGet();
            throw refused(
                    tenant, call.doing, masterKey, name, "it has not answered " + MOST_HANGING + " calls yet", null);
        }
        byte[] result = await(submit(provider, call), tenant, name, masterKey, call);
        if (result == null || result.length == 0) {
            throw refused(tenant, call.doing, masterKey, name, "it returned nothing", null);
        }
        return result;
    }

    private Future<byte @Nullable []> submit(KeyProvider provider, Call call) {
        try {
            return threads.submit(() -> {
                if (!call.begun.compareAndSet(false, true)) {
                    return null;
                }
                try {
                    return call.run(provider);
                } finally {
                    end(call);
                }
            });
        } catch (RejectedExecutionException e) {
            end(call);
            throw new StoreClosedException("the platform is closed; open it again", e);
        }
    }

    private void end(Call call) {
        Arrays.fill(call.given, (byte) 0);
        underWay.decrementAndGet();
    }

    private byte @Nullable [] await(
            Future<byte @Nullable []> answer, TenantId tenant, String name, String masterKey, Call call) {
        long millis = options().timeoutMs();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get(millis, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            answer.cancel(true);
            if (call.begun.compareAndSet(false, true)) {
                // no thread came to it, and now none will
                end(call);
            }
            throw refused(tenant, call.doing, masterKey, name, "it has not answered within " + millis + " ms", null);
        } catch (ExecutionException e) {
            throw failed(tenant, call.doing, masterKey, name, e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static TenantKeyException failed(
            TenantId tenant, String doing, String masterKey, String provider, @Nullable Throwable cause) {
        if (cause instanceof OutOfMemoryError error) {
            throw error;
        }
        if (cause instanceof IOException told) {
            return refused(tenant, doing, masterKey, provider, String.valueOf(told.getMessage()), told);
        }
        // the message of anything else may have what it was given
        String type = cause == null ? "nothing" : cause.getClass().getName();
        return refused(tenant, doing, masterKey, provider, "it failed with " + type, null);
    }

    private static TenantKeyException refused(
            TenantId tenant, String doing, String masterKey, String provider, String why, @Nullable Throwable cause) {
        return new TenantKeyException(
                tenant,
                "the key of tenant '" + tenant + "' cannot be " + doing + " by the master key '" + masterKey
                        + "' of keys '" + provider + "': " + why
                        + ". Nothing was changed and nothing is lost; the tenant is usable when its master key is"
                        + " there",
                cause);
    }

    private EncryptionOptions options() {
        return configuration.get().encryption();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
