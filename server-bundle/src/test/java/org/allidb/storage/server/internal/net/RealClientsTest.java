package org.allidb.storage.server.internal.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.SetArgs;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.allidb.storage.api.access.AccessRole;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.VAddParams;
import redis.clients.jedis.params.VSimParams;
import redis.clients.jedis.resps.ScanResult;

/** Jedis and Lettuce, as programs use them: with a key, in both versions of the protocol. */
class RealClientsTest {

    @TempDir
    Path directory;

    private OpenDoor door;
    private String key;

    @BeforeEach
    void open() {
        door = OpenDoor.of(directory, Map.of("engine.durability", "buffered"));
        key = door.key("acme", AccessRole.WRITER);
    }

    @AfterEach
    void close() {
        door.close();
    }

    private Jedis jedis(RedisProtocol protocol, String user, String password) {
        HostAndPort address =
                new HostAndPort("127.0.0.1", door.server().address().getPort());
        return new Jedis(
                address,
                DefaultJedisClientConfig.builder()
                        .protocol(protocol)
                        .user(user)
                        .password(password)
                        .clientName("test")
                        .build());
    }

    @Test
    void fewKeysAreCountedAmongManyThatWereDeleted() {
        try (Jedis jedis = jedis(RedisProtocol.RESP3, "acme", key)) {
            String[] keys = new String[4_500];
            for (int round = 0; round < 2; round++) {
                String[] pairs = new String[2 * keys.length];
                for (int i = 0; i < keys.length; i++) {
                    keys[i] = "key-" + round + "-" + i;
                    pairs[2 * i] = keys[i];
                    pairs[2 * i + 1] = "value";
                }
                jedis.mset(pairs);
                jedis.del(Arrays.copyOf(keys, keys.length - 3));
            }
            assertEquals(6, jedis.dbSize());
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void jedisWritesAndReads(RedisProtocol protocol) {
        try (Jedis jedis = jedis(protocol, "acme", key)) {
            assertEquals("PONG", jedis.ping());
            assertEquals("OK", jedis.set("greeting", "hello"));
            assertEquals("hello", jedis.get("greeting"));
            assertEquals(
                    null, jedis.set("greeting", "other", SetParams.setParams().nx()));
            assertEquals("OK", jedis.set("brief", "1", SetParams.setParams().ex(100)));
            assertTrue(jedis.ttl("brief") > 50);
            assertEquals("OK", jedis.mset("a", "1", "b", "2"));
            assertEquals(List.of("1", "2"), jedis.mget("a", "b"));
            assertEquals(2, jedis.incr("a"));
            assertEquals(2, jedis.del("a", "b"));
            byte[] binary = {0, 13, 10, -1};
            jedis.set(binary, binary);
            assertArrayEquals(binary, jedis.get(binary));
            assertTrue(jedis.info().contains("tenant:acme"));
            assertEquals(3, jedis.dbSize());
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void jedisScansAndTransacts(RedisProtocol protocol) {
        try (Jedis jedis = jedis(protocol, "acme", key)) {
            for (int i = 0; i < 25; i++) {
                jedis.set("page:" + i, "x");
            }
            Set<String> found = new HashSet<>();
            String cursor = ScanParams.SCAN_POINTER_START;
            do {
                ScanResult<String> page =
                        jedis.scan(cursor, new ScanParams().match("page:*").count(7));
                found.addAll(page.getResult());
                cursor = page.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
            assertEquals(25, found.size());
            jedis.watch("sum");
            Transaction transaction = jedis.multi();
            Response<Long> sum = transaction.incrBy("sum", 5);
            Response<String> read = transaction.get("page:1");
            transaction.exec();
            assertEquals(5, sum.get());
            assertEquals("x", read.get());
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void jedisFindsVectors(RedisProtocol protocol) {
        try (Jedis jedis = jedis(protocol, "acme", key)) {
            assertTrue(jedis.vadd("body", new float[] {1, 0}, "east"));
            assertTrue(jedis.vadd("body", new float[] {0, 1}, "north", new VAddParams()));
            assertEquals(2, jedis.vcard("body"));
            assertEquals(2, jedis.vdim("body"));
            assertEquals(List.of("east", "north"), jedis.vsim("body", new float[] {1, 0.1f}));
            assertEquals(
                    1.0,
                    jedis.vsimWithScores("body", new float[] {1, 0}, new VSimParams())
                            .get("east"));
            assertEquals(List.of(0.0, 1.0), jedis.vemb("body", "north"));
            assertTrue(jedis.vrem("body", "north"));
        }
    }

    @Test
    void jedisIsToldOfAWrongKey() {
        assertThrows(
                JedisAccessControlException.class,
                () -> jedis(RedisProtocol.RESP3, "acme", key + "0").close());
    }

    @Test
    void lettuceWritesReadsScansAndTransacts() {
        RedisURI uri = RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(door.server().address().getPort())
                .withAuthentication("acme", key.toCharArray())
                .withTimeout(Duration.ofSeconds(60))
                .build();
        RedisClient client = RedisClient.create(uri);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            assertEquals("OK", redis.set("greeting", "hello", SetArgs.Builder.ex(100)));
            assertEquals("hello", redis.get("greeting"));
            assertEquals("hello", redis.setGet("greeting", "again"));
            assertEquals(-1, redis.ttl("greeting"));
            for (int i = 0; i < 25; i++) {
                redis.set("page:" + i, "x");
            }
            assertEquals(26, ScanIterator.scan(redis).stream().distinct().count());
            redis.multi();
            redis.incr("sum");
            redis.get("greeting");
            TransactionResult result = redis.exec();
            assertEquals(List.of(1L, "again"), List.of(result.get(0), result.get(1)));
            assertTrue(redis.command().size() > 60);
            assertThrows(RedisCommandExecutionException.class, () -> redis.lpush("list", "x"));
            assertEquals("again", redis.get("greeting"));
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
        }
    }
}
