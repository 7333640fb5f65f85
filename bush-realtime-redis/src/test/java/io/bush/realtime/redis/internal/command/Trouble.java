package io.bush.realtime.redis.internal.command;

import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.it.redis.wire.RespError;
import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a server can say besides an answer: how it is brought to say so, and how it is mended. */
enum Trouble {
    /** It has become a replica. */
    READONLY(Kind.READ_ONLY) {
        @Override
        void provoke(RedisServer server, RespClient redis) {
            redis.call("REPLICAOF", "127.0.0.1", NOBODY);
        }

        @Override
        void mend(RedisServer server, RespClient redis) {
            redis.call("REPLICAOF", "NO", "ONE");
        }
    },
    /** It is a replica that must not even be read. */
    MASTERDOWN(Kind.READ_ONLY) {
        @Override
        void provoke(RedisServer server, RespClient redis) {
            redis.call("CONFIG", "SET", "replica-serve-stale-data", "no");
            READONLY.provoke(server, redis);
        }

        @Override
        void mend(RedisServer server, RespClient redis) {
            READONLY.mend(server, redis);
        }
    },
    /** It reads its data from the disk. */
    LOADING(Kind.NOT_READY) {
        @Override
        void provoke(RedisServer server, RespClient redis) {
            EndlessSnapshot.at(snapshot(redis));
            redis.send("DEBUG", "RELOAD", "NOSAVE");
            Until.holds("it loads", () -> says(server, "LOADING"));
        }

        @Override
        void mend(RedisServer server, RespClient redis) {
            try (RespClient other = server.connect()) {
                EndlessSnapshot.end(snapshot(other));
            }
            Until.holds("it has loaded", () -> !says(server, "LOADING"));
        }
    },
    /** A script runs and runs. */
    BUSY(Kind.NOT_READY) {
        @Override
        void provoke(RedisServer server, RespClient redis) {
            redis.call("CONFIG", "SET", "lua-time-limit", "20");
            redis.send("EVAL", "while true do end", 0);
            Until.holds("it is busy", () -> says(server, "BUSY"));
        }

        @Override
        void mend(RedisServer server, RespClient redis) {
            try (RespClient other = server.connect()) {
                other.call("SCRIPT", "KILL");
            }
        }
    },
    /** It could not save, and therefore takes no more. */
    MISCONF(Kind.NOT_READY) {
        @Override
        void provoke(RedisServer server, RespClient redis) {
            try {
                // What is to be the file is a directory.
                Files.createDirectories(snapshot(redis).resolve("in-the-way"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            redis.call("CONFIG", "SET", "save", "3600 1000000");
            redis.call("BGSAVE");
            Until.holds(
                    "it could not save",
                    () -> redis.text("INFO", "persistence").contains("rdb_last_bgsave_status:err"));
        }

        @Override
        void mend(RedisServer server, RespClient redis) {
            redis.call("CONFIG", "SET", "stop-writes-on-bgsave-error", "no");
        }
    },
    /** Its replicas are missing. */
    NOREPLICAS(Kind.NOT_READY) {
        @Override
        void provoke(RedisServer server, RespClient redis) {
            redis.call("CONFIG", "SET", "min-replicas-to-write", "1");
        }

        @Override
        void mend(RedisServer server, RespClient redis) {
            redis.call("CONFIG", "SET", "min-replicas-to-write", "0");
        }
    },
    /** It is a cluster of one, and nobody serves the slots. */
    CLUSTERDOWN(Kind.CHANGING) {
        @Override
        RedisServer start(RedisBinary binary) {
            RedisServer server = RedisServer.start(binary, "cluster-enabled yes", "cluster-node-timeout 500");
            mend(server, server.client());
            Until.holds("it serves all slots", () -> !says(server, name()));
            return server;
        }

        @Override
        void provoke(RedisServer server, RespClient redis) {
            redis.call(allSlots("DELSLOTS"));
            Until.holds("it serves none", () -> says(server, name()));
        }

        @Override
        void mend(RedisServer server, RespClient redis) {
            redis.call(allSlots("ADDSLOTS"));
        }
    },
    /** It has no memory left. */
    OOM(Kind.OUT_OF_MEMORY) {
        @Override
        void provoke(RedisServer server, RespClient redis) {
            redis.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
            redis.call("CONFIG", "SET", "maxmemory", "1");
        }

        @Override
        void mend(RedisServer server, RespClient redis) {
            redis.call("CONFIG", "SET", "maxmemory", "0");
        }
    },
    /** The log's key holds what is somebody else's. */
    WRONGTYPE(Kind.WRONG_TYPE) {
        @Override
        void provoke(RedisServer server, RespClient redis) {
            redis.call("SET", "bush:events:file:file_a", "somebody else's");
        }

        @Override
        void mend(RedisServer server, RespClient redis) {
            redis.call("DEL", "bush:events:file:file_a");
        }
    },
    /** Scripts are forbidden. */
    NOPERM_COMMAND(Kind.FORBIDDEN) {
        @Override
        void provoke(RedisServer server, RespClient redis) {
            redis.call("ACL", "SETUSER", "default", "-evalsha", "-eval");
        }

        @Override
        void mend(RedisServer server, RespClient redis) {
            redis.call("ACL", "SETUSER", "default", "+@all");
        }
    },
    /** The keys are forbidden. */
    NOPERM_KEY(Kind.FORBIDDEN) {
        @Override
        void provoke(RedisServer server, RespClient redis) {
            redis.call("ACL", "SETUSER", "default", "resetkeys", "~other:*");
        }

        @Override
        void mend(RedisServer server, RespClient redis) {
            redis.call("ACL", "SETUSER", "default", "~*");
        }
    };

    /** A port nobody listens on. */
    private static final String NOBODY = "1";

    final Kind kind;

    Trouble(Kind kind) {
        this.kind = kind;
    }

    /** A server of its own that is well. */
    RedisServer start(RedisBinary binary) {
        return RedisServer.start(binary);
    }

    abstract void provoke(RedisServer server, RespClient redis);

    abstract void mend(RedisServer server, RespClient redis);

    /** Whether it is the server that is in trouble and not only this data or this user. */
    boolean isOutage() {
        return kind == Kind.READ_ONLY || kind == Kind.NOT_READY || kind == Kind.CHANGING;
    }

    private static Object[] allSlots(String what) {
        return Stream.concat(
                        Stream.of("CLUSTER", what), IntStream.range(0, 16_384).boxed())
                .toArray();
    }

    /** Where it keeps what it saves, and looks for what it loads. */
    private static Path snapshot(RespClient redis) {
        String directory = redis.texts("CONFIG", "GET", "dir").get(1);
        return Path.of(directory, redis.texts("CONFIG", "GET", "dbfilename").get(1));
    }

    private static boolean says(RedisServer server, String code) {
        try (RespClient other = server.connect()) {
            other.call("GET", "anything");
            return false;
        } catch (RespError error) {
            return error.kind().equals(code);
        }
    }
}
