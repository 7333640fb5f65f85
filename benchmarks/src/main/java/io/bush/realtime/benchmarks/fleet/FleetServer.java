package io.bush.realtime.benchmarks.fleet;

import io.bush.realtime.Publication;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.benchmarks.process.CpuTime;
import io.bush.realtime.benchmarks.process.Line;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.BushRealtime;
import io.bush.realtime.observe.NodeStats;
import io.bush.realtime.transport.ConnectionLimits;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The server process: a node on Jetty whose sockets can be taken away while its log stays, as it does when nodes over one Redis
 * are restarted. Told what to do line by line; ends with its input.
 */
public final class FleetServer implements AutoCloseable {

    private final LongAdder authorized = new LongAdder();
    private final RealtimeNode node;
    private final Server server = new Server(new QueuedThreadPool(16));
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    /** What was published last on each channel. */
    private int newest;

    private FleetServer(Duration logDelay) throws Exception {
        // The address limits are out of the way, because every client has the same address.
        node = RealtimeNode.builder()
                .authenticator(asked -> CompletableFuture.completedFuture(
                        new Authentication(new Principal.Member(asked.token(), null, null), null)))
                .authorizer((principal, channel) -> {
                    authorized.increment();
                    return CompletableFuture.completedFuture(Grant.allow("project:proj_x"));
                })
                .settings(RealtimeSettings.DEFAULT.with(ConnectionLimits.DEFAULT.withAddressLimits(10_000, 10_000)))
                .backplane(DistantLog.factory(logDelay))
                .build();
        ServletContextHandler context = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(context, (servlets, container) -> {
            var unused = BushRealtime.register(servlets, "/v4/cable", node.gate(), BushOptions.DEFAULT);
        });
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(1_024);
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
        connector.setPort(connector.getLocalPort());
    }

    /** The id of a file. */
    static String file(int number) {
        return "file_fleet" + (100_000 + number);
    }

    /**
     * Serves until the input ends.
     *
     * @param args how many milliseconds a reading of the log takes
     * @throws Exception when the server cannot start
     */
    public static void run(List<String> args) throws Exception {
        try (FleetServer fleet = new FleetServer(Duration.ofMillis(Integer.parseInt(args.get(0))))) {
            System.out.println(Line.of("listening", "port", fleet.connector.getLocalPort()));
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String text = in.readLine();
            while (text != null && !text.equals("quit")) {
                System.out.println(fleet.answer(Line.parse(text)));
                text = in.readLine();
            }
        }
    }

    private Line answer(Line line) throws Exception {
        switch (line.word()) {
            case "down" -> connector.stop();
            case "up" -> connector.start();
            case "drop" -> List.copyOf(connector.getConnectedEndPoints()).forEach(EndPoint::close);
            case "publish" -> publish((int) line.number("channels"), (int) line.number("events"));
            case "figures" -> {
                return figures();
            }
            default -> throw new IllegalArgumentException(line.toString());
        }
        return Line.of("done");
    }

    private void publish(int channels, int events) throws Exception {
        for (int event = 0; event < events; event++) {
            newest++;
            CompletableFuture<?> last = CompletableFuture.completedFuture(null);
            for (int channel = 0; channel < channels; channel++) {
                last = node.publish(Publication.of(
                                new Channel("file", file(channel)), "comment.created", Map.of("n", newest)))
                        .toCompletableFuture();
            }
            last.get();
        }
    }

    private Line figures() {
        CpuTime cpu = CpuTime.now();
        NodeStats stats = node.stats();
        return Line.of(
                "figures",
                "cpu",
                cpu.all() - cpu.jit(),
                "authorized",
                authorized.sum(),
                "wanted",
                stats.reading().asked(),
                "read",
                stats.reading().done(),
                "limited",
                stats.events().limiterHits(),
                "resets",
                stats.events().resets(),
                "messages",
                stats.events().messagesIn(),
                "connections",
                stats.connections());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server does not stop", e);
        } finally {
            node.close();
        }
    }
}
