package io.bush.realtime.it.faults;

import static io.bush.realtime.it.faults.Fault.Toll.DATA;
import static io.bush.realtime.it.faults.Fault.Toll.NODE;
import static io.bush.realtime.it.faults.Fault.Toll.TIME;
import static io.bush.realtime.it.faults.Site.Kind.DURABLE;
import static io.bush.realtime.it.faults.Site.Kind.PAIR;
import static io.bush.realtime.it.faults.Site.Kind.PATIENTLY_SHARDED;
import static io.bush.realtime.it.faults.Site.Kind.SHARDED;
import static io.bush.realtime.it.faults.Site.Kind.SINGLE;
import static io.bush.realtime.it.faults.Site.Kind.WATCHED;

import io.bush.realtime.it.redis.RedisCluster;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.it.relay.FreePort;
import io.bush.realtime.it.relay.RelayFaults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Everything that is broken. */
final class Faults {

    private static final String LOG = "bush:events:file:file_a";
    private static final int FLOOD_MESSAGES = 400;
    private static final int FLOOD_BYTES = 64 << 10;

    private Faults() {}

    static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        all.add(Fault.of("nothing", SINGLE, TIME, 1_000, stage -> {}));
        all.addAll(processes());
        all.addAll(data());
        all.addAll(connections());
        all.addAll(refusals());
        all.addAll(network());
        all.addAll(topologies());
        all.addAll(nodes());
        return all;
    }

    private static List<Fault> processes() {
        return List.of(
                Fault.of(
                        "kill -9, back empty",
                        SINGLE,
                        DATA,
                        1_500,
                        stage -> stage.server().kill(),
                        stage -> stage.server().restartEmpty()),
                Fault.of(
                        "kill -9, back from its log",
                        DURABLE,
                        TIME,
                        1_500,
                        stage -> stage.server().kill(),
                        stage -> stage.server().restart()),
                Fault.of(
                                "kill -9, back from an older snapshot",
                                SINGLE,
                                DATA,
                                1_500,
                                stage -> stage.server().kill(),
                                stage -> stage.server().restartFrom(stage.recall(Path.class)))
                        .preparedBy(stage -> stage.remember(stage.server().snapshot())),
                Fault.of(
                        "restart empty at once",
                        SINGLE,
                        DATA,
                        500,
                        stage -> stage.server().restartEmpty()),
                Fault.of(
                        "SIGSTOP",
                        SINGLE,
                        TIME,
                        2_500,
                        stage -> stage.server().pause(),
                        stage -> stage.server().resume()));
    }

    private static List<Fault> data() {
        return List.of(
                Fault.of("FLUSHALL", SINGLE, DATA, 500, stage -> stage.redis().call("FLUSHALL")),
                Fault.of(
                        "only the head deleted",
                        SINGLE,
                        DATA,
                        500,
                        stage -> stage.redis()
                                .texts("KEYS", "{" + LOG + "}:*")
                                .forEach(key -> stage.redis().call("DEL", key))),
                Fault.of(
                        "only the log deleted",
                        SINGLE,
                        DATA,
                        500,
                        stage -> stage.redis().call("DEL", LOG)),
                Fault.of(
                        "SCRIPT FLUSH",
                        SINGLE,
                        TIME,
                        500,
                        stage -> stage.redis().call("SCRIPT", "FLUSH")));
    }

    private static List<Fault> connections() {
        return List.of(
                Fault.of("CLIENT KILL pubsub", SINGLE, TIME, 500, stage -> kill(stage, "pubsub")),
                Fault.of("CLIENT KILL normal", SINGLE, TIME, 500, stage -> kill(stage, "normal")),
                Fault.of(
                        "CLIENT KILL pubsub, again and again",
                        SINGLE,
                        TIME,
                        200,
                        stage -> repeatedly(() -> kill(stage, "pubsub"))),
                Fault.of(
                        "CLIENT PAUSE",
                        SINGLE,
                        TIME,
                        2_200,
                        stage -> stage.redis().call("CLIENT", "PAUSE", 2_000)),
                Fault.of(
                        "output buffer overrun",
                        SINGLE,
                        TIME,
                        500,
                        stage -> {
                            stage.redis().call("CONFIG", "SET", "client-output-buffer-limit", "pubsub 256kb 128kb 1");
                            stage.relay().pubSub().stallReplies();
                            String flood = "x".repeat(FLOOD_BYTES);
                            for (int i = 0; i < FLOOD_MESSAGES; i++) {
                                stage.redis().number("PUBLISH", "bush:ws:file:file_a", flood);
                            }
                        },
                        stage -> stage.relay().all().heal()));
    }

    private static void kill(Stage stage, String type) {
        stage.redis().call("CLIENT", "KILL", "TYPE", type, "SKIPME", "yes");
    }

    private static void repeatedly(Runnable blow) {
        for (int i = 0; i < 5; i++) {
            blow.run();
            Run.pass(200);
        }
    }

    private static List<Fault> refusals() {
        return List.of(
                Fault.of(
                        "out of memory",
                        SINGLE,
                        TIME,
                        1_500,
                        stage -> configure(stage, "maxmemory", "100kb"),
                        stage -> configure(stage, "maxmemory", "0")),
                Fault.of(
                        "too few replicas",
                        SINGLE,
                        TIME,
                        1_500,
                        stage -> configure(stage, "min-replicas-to-write", "1"),
                        stage -> configure(stage, "min-replicas-to-write", "0")),
                Fault.of(
                        "read only",
                        SINGLE,
                        TIME,
                        1_500,
                        stage -> stage.redis().text("REPLICAOF", "127.0.0.1", FreePort.next()),
                        stage -> stage.redis().text("REPLICAOF", "NO", "ONE")),
                Fault.of(
                        "busy with a script",
                        SINGLE,
                        TIME,
                        1_800,
                        stage -> {
                            RespClient busy = stage.server().connect();
                            busy.send("EVAL", "while true do end", 0);
                            stage.remember(busy);
                        },
                        stage -> {
                            stage.redis().text("SCRIPT", "KILL");
                            stage.recall(RespClient.class).close();
                        }));
    }

    private static void configure(Stage stage, String name, String value) {
        stage.redis().text("CONFIG", "SET", name, value);
    }

    private static List<Fault> network() {
        Function<Stage, RelayFaults> all = stage -> stage.relay().all();
        Function<Stage, RelayFaults> commands = stage -> stage.relay().commands();
        Function<Stage, RelayFaults> pubSub = stage -> stage.relay().pubSub();
        return List.of(
                Fault.of("everything cut", SINGLE, TIME, 500, stage -> repeatedly(all.apply(stage)::cut)),
                Fault.of("commands cut", SINGLE, TIME, 500, stage -> repeatedly(commands.apply(stage)::cut)),
                Fault.of("bus cut", SINGLE, TIME, 500, stage -> repeatedly(pubSub.apply(stage)::cut)),
                Fault.of(
                        "nobody listens",
                        SINGLE,
                        TIME,
                        2_000,
                        stage -> {
                            stage.relay().refuse();
                            stage.relay().all().cut();
                        },
                        stage -> stage.relay().accept()),
                relayed("everything stalls", 2_500, all, RelayFaults::stall),
                relayed("commands stall", 2_500, commands, RelayFaults::stall),
                relayed("bus stalls", 3_500, pubSub, RelayFaults::stall),
                lost("replies swallowed, then cut", 1_300, commands, RelayFaults::swallowReplies),
                lost("requests swallowed, then cut", 1_300, commands, RelayFaults::swallowRequests),
                lost("bus messages swallowed, then cut", 1_500, pubSub, RelayFaults::swallowReplies),
                relayed("delay of 200 ms", 1_500, all, faults -> faults.delay(Duration.ofMillis(200))),
                relayed("64 kB a second", 1_500, all, faults -> faults.throttle(64 << 10)));
    }

    private static Fault relayed(
            String name, long millis, Function<Stage, RelayFaults> which, Consumer<RelayFaults> what) {
        return Fault.of(
                name,
                SINGLE,
                TIME,
                millis,
                stage -> what.accept(which.apply(stage)),
                stage -> which.apply(stage).heal());
    }

    /** What is swallowed is missing in the stream, so the connection cannot be used any more. */
    private static Fault lost(
            String name, long millis, Function<Stage, RelayFaults> which, Consumer<RelayFaults> what) {
        return Fault.of(name, SINGLE, TIME, millis, stage -> what.accept(which.apply(stage)), stage -> {
            which.apply(stage).cut();
            which.apply(stage).heal();
        });
    }

    private static List<Fault> topologies() {
        return List.of(
                Fault.of(
                        "replica cut off, then promoted",
                        PAIR,
                        DATA,
                        700,
                        stage -> stage.pair().cutLink(),
                        stage -> stage.pair().promote()),
                Fault.of(
                        "Sentinel failover, old master alive",
                        WATCHED,
                        DATA,
                        3_000,
                        // Patient, or they would do it again when the machine stands still for a second.
                        stage -> stage.watched().patient().failover()),
                Fault.of("Sentinel failover, old master killed", WATCHED, DATA, 500, stage -> {
                    RedisServer old = stage.watched().master();
                    old.kill();
                    stage.watched().awaitMasterIsNot(old);
                }),
                Fault.of(
                        "cluster master killed",
                        SHARDED,
                        DATA,
                        500,
                        stage -> stage.remember(owner(stage)),
                        stage -> stage.sharded().awaitReplaced(stage.recall(RedisServer.class))),
                Fault.of("cluster slot moved", PATIENTLY_SHARDED, TIME, 1_000, stage -> {
                    RedisCluster cluster = stage.sharded();
                    int slot = cluster.slotOf(LOG);
                    RedisServer owner = cluster.masterOf(slot);
                    cluster.moveSlot(
                            slot,
                            cluster.masters().stream()
                                    .filter(it -> it != owner)
                                    .findFirst()
                                    .orElseThrow());
                }));
    }

    private static RedisServer owner(Stage stage) {
        RedisServer owner = stage.sharded().masterOf(stage.sharded().slotOf(LOG));
        owner.kill();
        return owner;
    }

    private static List<Fault> nodes() {
        return List.of(
                Fault.of(
                        "node killed with -9",
                        SINGLE,
                        NODE,
                        500,
                        stage -> stage.process().kill()),
                Fault.of(
                        "node and Redis killed with -9",
                        DURABLE,
                        NODE,
                        1_500,
                        stage -> {
                            stage.process().kill();
                            stage.server().kill();
                        },
                        stage -> stage.server().restart()),
                Fault.of(
                        "node stopped with SIGSTOP",
                        SINGLE,
                        NODE,
                        3_000,
                        stage -> stage.process().pause(),
                        stage -> stage.process().resume()));
    }
}
