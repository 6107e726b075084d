package org.allidb.storage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.allidb.storage.spi.keys.KeyProvider;
import org.allidb.storage.spi.keys.KeyRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.annotation.versioning.ConsumerType;

/** What every {@link KeyProvider} must do. A provider's own test extends this. */
@ConsumerType
@Timeout(value = Contracts.PATIENCE_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class KeyProviderContract {

    private static final int KEY_BYTES = 32;
    private static final int MOST_WRAPPED = 4_096;
    private static final int THREADS = 4;
    private static final int DAMAGED = 20;

    private final Random random = new Random(Seed.get());

    /** For the tests of providers. */
    protected KeyProviderContract() {}

    /**
     * Makes the provider under test.
     *
     * @return a new one, which has the same master keys as those before it
     */
    protected abstract KeyProvider provider();

    /**
     * Returns the name of a master key that the provider has.
     *
     * @return the name
     */
    protected abstract String masterKey();

    /**
     * Makes a request. One for a provider that needs no options and no files is {@code new KeyRequest(masterKey, context,
     * EncryptionOptions.DEFAULTS, file -> new byte[0])}.
     *
     * @param masterKey the master key that is to wrap or unwrap, which the provider may not have
     * @param context what the wrapped key is bound to
     * @return the request
     */
    protected abstract KeyRequest request(String masterKey, byte[] context);

    private KeyRequest request(String context) {
        return request(masterKey(), context.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] key() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return key;
    }

    /** Checks that the name fits into configuration files and key files. */
    @Test
    public void nameIsShortAndPlain() {
        Contracts.checkName(provider());
        assertTrue(
                provider().name().equals(provider().name()),
                "the name must never change: files of wrapped keys have it");
    }

    /**
     * Checks that a key comes out that went in, for its context and no other.
     *
     * @throws IOException if the provider fails
     */
    @Test
    public void keyIsUnwrappedForItsContextAlone() throws IOException {
        KeyProvider provider = provider();
        List<String> contexts = List.of("allidb tenant key 1 a", "allidb tenant key 1 b", "allidb tenant key 2 a", "");
        for (String context : contexts) {
            byte[] key = key();
            byte[] wrapped = wrap(provider, context, key);
            assertArrayEquals(key, provider.unwrap(request(context), wrapped), "unwrap must return what was wrapped");
            for (String other : contexts) {
                if (!other.equals(context)) {
                    refuses(
                            provider,
                            request(other),
                            wrapped,
                            "a key that was wrapped for the context '" + context + "' and is asked for with '" + other
                                    + "'; make the context a part of what is authenticated");
                }
            }
        }
    }

    /**
     * Checks that arrays stay their owners': the platform clears keys when a call returns.
     *
     * @throws IOException if the provider fails
     */
    @Test
    public void nothingIsKeptOrChangedOfWhatIsPassed() throws IOException {
        KeyProvider provider = provider();
        byte[] key = key();
        byte[] given = key.clone();
        byte[] wrapped = wrap(provider, "context", given);
        assertArrayEquals(key, given, "wrap must not change the key that it is given");
        Arrays.fill(given, (byte) 0);
        byte[] stored = wrapped.clone();
        byte[] first = provider.unwrap(request("context"), wrapped);
        assertArrayEquals(stored, wrapped, "unwrap must not change the wrapped key that it is given");
        Arrays.fill(first, (byte) 0);
        assertArrayEquals(
                key,
                provider.unwrap(request("context"), wrapped),
                "a second unwrap must return the key again, although the caller has cleared the first one");
    }

    /**
     * Checks that a wrapped key that was changed, cut off or made up is refused, by the exception that is shown.
     *
     * @throws IOException if the provider fails
     */
    @Test
    public void changedKeysAreRefused() throws IOException {
        KeyProvider provider = provider();
        KeyRequest request = request("context");
        byte[] wrapped = wrap(provider, "context", key());
        for (int i = 0; i < DAMAGED; i++) {
            byte[] changed = wrapped.clone();
            int at = random.nextInt(changed.length);
            changed[at] ^= (byte) (1 << random.nextInt(8));
            refuses(provider, request, changed, "a wrapped key whose byte " + at + " was changed");
        }
        for (int length : new int[] {0, 1, 11, 12, 13, wrapped.length / 2, wrapped.length - 1, wrapped.length + 1}) {
            refuses(
                    provider,
                    request,
                    Arrays.copyOf(wrapped, length),
                    length + " bytes of a wrapped key of " + wrapped.length);
        }
        byte[] noise = new byte[wrapped.length];
        random.nextBytes(noise);
        refuses(provider, request, noise, "bytes that were never a wrapped key");
    }

    /**
     * Checks that what was wrapped before a restart is unwrapped after it.
     *
     * @throws IOException if the provider fails
     */
    @Test
    public void everyInstanceUnwraps() throws IOException {
        byte[] key = key();
        byte[] wrapped = wrap(provider(), "context", key);
        assertArrayEquals(
                key,
                provider().unwrap(request("context"), wrapped),
                "what one instance has wrapped, another one must unwrap: tenants outlive the process");
    }

    /**
     * Checks that a master key that is not there is named.
     *
     * @throws IOException if the provider fails
     */
    @Test
    public void missingMasterKeyIsNamed() throws IOException {
        KeyProvider provider = provider();
        String missing = "no-such-master-key";
        KeyRequest request = request(missing, new byte[] {1});
        byte[] key = key();
        List<String> told = new ArrayList<>();
        told.add(refusal("wrap, with a master key that is not there,", () -> provider.wrap(request, key)));
        byte[] wrapped = wrap(provider, "context", key);
        told.add(refusal("unwrap, with a master key that is not there,", () -> provider.unwrap(request, wrapped)));
        for (String message : told) {
            assertTrue(
                    message.contains(missing),
                    () -> "the message must name the master key that is missing, so that it can be added: " + message);
            assertFalse(
                    message.contains(HexFormat.of().formatHex(key))
                            || message.contains(Base64.getEncoder().encodeToString(key)),
                    () -> "the message is shown, and has the key: " + message);
        }
    }

    /**
     * Checks that one provider serves all threads.
     *
     * @throws Exception if the provider fails
     */
    @Test
    public void worksOnManyThreadsAtOnce() throws Exception {
        KeyProvider provider = provider();
        ExecutorService threads = Contracts.threads(THREADS);
        try {
            List<Future<Boolean>> all = IntStream.range(0, THREADS)
                    .mapToObj(thread -> threads.submit((Callable<Boolean>) () -> {
                        for (int i = 0; i < 10; i++) {
                            String context = "thread " + thread + " key " + i;
                            byte[] key = new byte[KEY_BYTES];
                            new Random(31L * thread + i).nextBytes(key);
                            byte[] wrapped = wrap(provider, context, key);
                            assertArrayEquals(
                                    key,
                                    provider.unwrap(request(context), wrapped),
                                    "unwrap must return what was wrapped, whatever other threads ask for meanwhile");
                        }
                        return true;
                    }))
                    .toList();
            for (Future<Boolean> each : all) {
                assertTrue(each.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private byte[] wrap(KeyProvider provider, String context, byte[] key) throws IOException {
        byte[] wrapped = provider.wrap(request(context), key);
        assertNotNull(wrapped, "wrap must return a wrapped key, or throw an IOException that says what to do");
        assertTrue(
                wrapped.length >= 1 && wrapped.length <= MOST_WRAPPED,
                () -> "wrap returned " + wrapped.length + " bytes; a wrapped key has 1 to " + MOST_WRAPPED);
        for (int at = 0; at + KEY_BYTES <= wrapped.length; at++) {
            assertFalse(
                    Arrays.equals(wrapped, at, at + KEY_BYTES, key, 0, KEY_BYTES),
                    "the wrapped key has the key as it is, for all who can read the disk");
        }
        return wrapped;
    }

    private static void refuses(KeyProvider provider, KeyRequest request, byte[] wrapped, String what) {
        refusal("unwrap, of " + what + ",", () -> provider.unwrap(request, wrapped));
    }

    /** Returns what an IOException says, which must be thrown. */
    private static String refusal(String what, Callable<byte[]> call) {
        try {
            call.call();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (Exception e) {
            // the message of any other exception is not shown
            return fail(what + " must throw an IOException that says what to do, and not " + e.getClass(), e);
        }
        return fail(what + " must be refused with an IOException");
    }
}
