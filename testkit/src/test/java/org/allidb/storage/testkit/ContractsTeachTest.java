package org.allidb.storage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.config.EncryptionOptions;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.codec.BoundCodec;
import org.allidb.storage.spi.codec.DictionaryCodec;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.filter.KeyFilter;
import org.allidb.storage.spi.keys.KeyProvider;
import org.allidb.storage.spi.keys.KeyRequest;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.spi.tenant.QuotaUse;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A part that breaks its contract gets an error that says what to do, and none that hangs. */
class ContractsTeachTest {

    @Test
    void throttlerThatSleepsOutItsWaitIsToldWhatToWaitOn() {
        ThrottlerContract contract = new ThrottlerContract() {
            @Override
            protected ThrottlerProvider provider() {
                return new Sleepers();
            }
        };
        AssertionError told = assertThrows(AssertionError.class, contract::newLimitsFreeWhoWaits);
        assertTrue(
                told.getMessage().contains("acquire still waits, although setLimits(UNLIMITED) was called"),
                told.getMessage());
    }

    @Test
    void nameThatTheEngineRefusesIsNoGoodName() {
        CompactionStrategyContract contract = new CompactionStrategyContract() {
            @Override
            protected CompactionStrategy strategy() {
                return new CompactionStrategy() {
                    @Override
                    public String name() {
                        return "my.strategy";
                    }

                    @Override
                    public Optional<CompactionTask> propose(CompactionView view) {
                        return Optional.empty();
                    }
                };
            }
        };
        AssertionError told = assertThrows(AssertionError.class, contract::nameIsShortAndPlain);
        assertTrue(told.getMessage().startsWith("the name is 'my.strategy'; the engine installs"), told.getMessage());
    }

    @Test
    void filterThatDeniesAKeyIsToldWhatItHides() {
        FilterContract contract = new FilterContract() {
            @Override
            protected FilterProvider provider() {
                return new Deniers();
            }
        };
        AssertionError told = assertThrows(AssertionError.class, contract::everyKeyIsFound);
        assertEquals("the filter of 1 keys denies one of them: its row could not be read any more", told.getMessage());
        told = assertThrows(AssertionError.class, contract::otherBytesAreRefusedOrHarmless);
        assertTrue(
                told.getMessage().startsWith("read must throw IllegalArgumentException for 0 of 8 bytes"),
                told.getMessage());
    }

    @Test
    void codecWhoseDictionaryIsMoreThanItsBytesIsToldWhoReads() {
        DictionaryCodecContract contract = new DictionaryCodecContract() {
            @Override
            protected DictionaryCodec codec() {
                return new Remembering();
            }
        };
        AssertionError told = assertThrows(AssertionError.class, contract::anotherObjectReadsWithTheSameBytes);
        assertTrue(
                told.getMessage().startsWith("what was compressed with a dictionary is refused by another object"),
                told.getMessage());
        told = assertThrows(AssertionError.class, contract::dictionaryHasAtMostTheBytesThatAreAskedFor);
        assertTrue(
                told.getMessage().startsWith("trainDictionary returned 1025 bytes, and was asked for 1024 at most"),
                told.getMessage());
    }

    /** A codec that remembers what it has trained, and stores a number of it. */
    private static final class Remembering extends DeflateCodec {

        private byte[] remembered = {1};

        @Override
        public byte[] trainDictionary(List<byte[]> samples, int mostBytes) {
            remembered = super.trainDictionary(samples, mostBytes);
            return new byte[mostBytes + 1];
        }

        @Override
        public BoundCodec withDictionary(byte[] dictionary) {
            return super.withDictionary(remembered);
        }
    }

    @Test
    void policyWithoutAWayBackIsToldWhoIsLeftBehind() {
        QuotaPolicyContract contract = new QuotaPolicyContract() {
            @Override
            protected QuotaPolicy policy() {
                return new Grudge();
            }
        };
        AssertionError told = assertThrows(AssertionError.class, contract::whoUsesNothingMayInsert);
        assertTrue(
                told.getMessage()
                        .startsWith("a tenant that was at NO_WRITES and uses nothing any more gets NO_WRITES: nothing"
                                + " would bring it back"),
                told.getMessage());
        told = assertThrows(AssertionError.class, contract::oneUseEndsInOneStep);
        assertTrue(told.getMessage().contains("the tenant would change its step without end"), told.getMessage());
    }

    /** A policy that never forgives, and cannot decide. */
    private static final class Grudge implements QuotaPolicy {

        @Override
        public String name() {
            return "grudge";
        }

        @Override
        public Step step(Step before, QuotaUse disk) {
            return switch (before) {
                case FREE -> Step.SOFT;
                case SOFT, DELETE_ONLY -> Step.FREE;
                case NO_WRITES, SUSPENDED -> before;
            };
        }

        @Override
        public boolean isNearlyUsedUp(boolean before, QuotaUse use) {
            return false;
        }
    }

    @Test
    void keysThatAreBoundToNothingAreToldWhatToAuthenticate() {
        KeyProviderContract contract = new KeyProviderContract() {
            @Override
            protected KeyProvider provider() {
                return new Unbound();
            }

            @Override
            protected String masterKey() {
                return "master";
            }

            @Override
            protected KeyRequest request(String masterKey, byte[] context) {
                return new KeyRequest(masterKey, context, EncryptionOptions.DEFAULTS, file -> new byte[0]);
            }
        };
        AssertionError told = assertThrows(AssertionError.class, contract::keyIsUnwrappedForItsContextAlone);
        assertEquals(
                "unwrap, of a key that was wrapped for the context 'allidb tenant key 1 a' and is asked for with"
                        + " 'allidb tenant key 1 b'; make the context a part of what is authenticated, must be refused"
                        + " with an IOException",
                told.getMessage());
        told = assertThrows(AssertionError.class, contract::missingMasterKeyIsNamed);
        assertEquals(
                "wrap, with a master key that is not there, must throw an IOException that says what to do, and not"
                        + " class java.lang.IllegalArgumentException",
                told.getMessage());
    }

    /** Keys that are wrapped by adding one to each byte. */
    private static final class Unbound implements KeyProvider {

        @Override
        public String name() {
            return "unbound";
        }

        @Override
        public byte[] wrap(KeyRequest request, byte[] key) {
            if (!request.masterKey().equals("master")) {
                throw new IllegalArgumentException(request.masterKey());
            }
            return shifted(key, 1);
        }

        @Override
        public byte[] unwrap(KeyRequest request, byte[] wrapped) {
            return shifted(wrapped, -1);
        }

        private static byte[] shifted(byte[] bytes, int by) {
            byte[] shifted = bytes.clone();
            for (int i = 0; i < shifted.length; i++) {
                shifted[i] += (byte) by;
            }
            return shifted;
        }
    }

    @Test
    void everyTestOfAContractHasAnEnd() {
        for (Class<?> contract : List.of(
                CodecContract.class,
                DictionaryCodecContract.class,
                FilterContract.class,
                KeyProviderContract.class,
                CompactionStrategyContract.class,
                QuotaPolicyContract.class,
                ThrottlerContract.class)) {
            assertEquals(
                    Timeout.ThreadMode.SEPARATE_THREAD,
                    contract.getAnnotation(Timeout.class).threadMode(),
                    contract.getName());
        }
    }

    /** Filters that read anything, and deny everything. */
    private static final class Deniers implements FilterProvider {

        @Override
        public String name() {
            return "denier";
        }

        @Override
        public long maxBytes(int keys, int bitsPerKey) {
            return 8;
        }

        @Override
        public double falsePositives(int bitsPerKey) {
            return 0;
        }

        @Override
        public byte[] build(long[] hashes, int count, int bitsPerKey) {
            return new byte[8];
        }

        @Override
        public KeyFilter read(byte[] bytes) {
            return hash -> false;
        }
    }

    /** Throttlers that look at their limits once, and then sleep. */
    private static final class Sleepers implements ThrottlerProvider {

        @Override
        public String name() {
            return "sleeper";
        }

        @Override
        public Throttler create(ThrottleLimits first, StorageClock clock) {
            return new Throttler() {

                private volatile ThrottleLimits limits = first;

                @Override
                public void acquire(int bytes, int operations) throws InterruptedException {
                    long most = limits.bytesPerSecond();
                    TimeUnit.SECONDS.sleep(most == 0 ? 0 : bytes / most);
                }

                @Override
                public void setLimits(ThrottleLimits newLimits) {
                    limits = newLimits;
                }

                @Override
                public ThrottleLimits limits() {
                    return limits;
                }
            };
        }
    }
}
