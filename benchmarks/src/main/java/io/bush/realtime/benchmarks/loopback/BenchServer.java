package io.bush.realtime.benchmarks.loopback;

import io.bush.realtime.benchmarks.heap.LiveHeap;
import io.bush.realtime.benchmarks.process.CpuTime;
import io.bush.realtime.benchmarks.process.Line;
import io.bush.realtime.jakarta.BushOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The server process: Jetty with one way to send, told what to do line by line. Ends with its input. */
public final class BenchServer {

    private final Sink sink;
    private final Publisher publisher;

    private BenchServer(Sink sink, Publisher publisher) {
        this.sink = sink;
        this.publisher = publisher;
    }

    static String channelId(int channel) {
        return "file_bench" + (100_000 + channel);
    }

    /**
     * Serves until the input ends.
     *
     * @param args {@code plain}, or a socket path of ours
     * @throws Exception when the server cannot start
     */
    public static void run(List<String> args) throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        Sink sink;
        if (args.get(0).equals("plain")) {
            PlainSink plain = new PlainSink();
            sink = plain;
            JakartaWebSocketServletContainerInitializer.configure(
                    context, (servlets, container) -> plain.register(container));
        } else {
            String path = args.get(0).replace('-', '_').toUpperCase(Locale.ROOT);
            NodeSink ours = new NodeSink(BushOptions.SocketPath.valueOf(path));
            sink = ours;
            JakartaWebSocketServletContainerInitializer.configure(
                    context, (servlets, container) -> ours.register(servlets));
        }
        Server server = new Server(new QueuedThreadPool(16));
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(1_024);
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
        try (sink;
                Publisher publisher = new Publisher(sink)) {
            System.out.println(Line.of(
                    "listening",
                    "port",
                    connector.getLocalPort(),
                    "ack",
                    publisher.port(),
                    "path",
                    sink.path(),
                    "greetings",
                    sink.greetings()));
            new BenchServer(sink, publisher).obey();
        } finally {
            server.stop();
        }
    }

    private void obey() throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String text = in.readLine();
        while (text != null && !text.equals("quit")) {
            Line line = Line.parse(text);
            System.out.println(answer(line));
            text = in.readLine();
        }
    }

    private Line answer(Line line) {
        return switch (line.word()) {
            case "run" -> publisher.run(Scenario.valueOf(line.text("scenario")), Duration.ofMillis(line.number("ms")));
            case "cpu" -> {
                CpuTime cpu = CpuTime.now();
                yield Line.of("cpu", "all", cpu.all(), "jit", cpu.jit(), "gc", cpu.gc());
            }
            case "heap" -> new Line("heap", LiveHeap.now().asText());
            case "writer" -> Line.of("writer", "name", sink.writer());
            default -> throw new IllegalArgumentException(line.toString());
        };
    }
}
