package io.bush.realtime.benchmarks.loopback;

import io.bush.realtime.benchmarks.process.CpuTime;
import io.bush.realtime.benchmarks.process.Line;
import io.bush.realtime.benchmarks.report.Latencies;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The client process: thousands of sockets on one thread, counting. Told what to do line by line; ends with its input.
 */
public final class BenchClient implements ClientSocket.Listener {

    private static final int MOST_HANDSHAKES = 200;

    private final Selector selector;
    private final ConcurrentLinkedQueue<Line> orders = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);
    private byte[] bytes = new byte[1 << 19];
    private final Latencies latencies = new Latencies();
    private List<ClientSocket> sockets = new ArrayList<>();
    private @Nullable SocketChannel acknowledgements;

    /** The order to connect under way, and how far it is. */
    private @Nullable Line connecting;

    private int begun;
    private int ready;

    /** The order to wait under way. */
    private @Nullable Line waiting;

    private long giveUpAt;

    private long received;
    private long misplaced;
    private long lastAt;
    private long cpuBefore;
    /** Events that were acknowledged, and how many deliveries make one; 0 for none. */
    private long acknowledged;

    private int perEvent;

    private BenchClient() throws IOException {
        selector = Selector.open();
    }

    /**
     * Serves until the input ends.
     *
     * @throws IOException when a socket fails
     */
    public static void run() throws IOException {
        BenchClient client = new BenchClient();
        Thread input = new Thread(client::readOrders, "orders");
        input.setDaemon(true);
        input.start();
        client.loop();
    }

    private void readOrders() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String text = in.readLine();
            while (text != null) {
                orders.add(Line.parse(text));
                selector.wakeup();
                text = in.readLine();
            }
        } catch (IOException gone) {
            // Nobody is there any more.
        }
        orders.add(Line.of("quit"));
        selector.wakeup();
    }

    private void loop() throws IOException {
        while (true) {
            selector.select(this::ready, 50);
            Line order = orders.poll();
            if (order != null && order.word().equals("quit")) {
                return;
            }
            if (order != null) {
                obey(order);
            }
            goOnConnecting();
            if (waiting != null && (received >= waiting.number("deliveries") || System.nanoTime() - giveUpAt > 0)) {
                waiting = null;
                report();
            }
        }
    }

    private void obey(Line order) throws IOException {
        switch (order.word()) {
            case "connect" -> {
                for (ClientSocket old : sockets) {
                    old.channel.close();
                }
                sockets = new ArrayList<>();
                selector.selectNow();
                connecting = order;
                begun = 0;
                ready = 0;
            }
            case "arm" -> arm(order);
            case "await" -> {
                waiting = order;
                giveUpAt = System.nanoTime() + order.number("ms") * 1_000_000;
            }
            default -> throw new IllegalArgumentException(order.toString());
        }
    }

    private void arm(Line order) throws IOException {
        int port = (int) order.number("ack");
        if (acknowledgements == null) {
            acknowledgements = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
        latencies.clear();
        received = 0;
        misplaced = 0;
        acknowledged = 0;
        perEvent = (int) order.number("per_event");
        cpuBefore = CpuTime.now().all();
        System.out.println(Line.of("armed"));
    }

    private void report() {
        System.out.println(Line.of(
                "result",
                "received",
                received,
                "misplaced",
                misplaced,
                "last",
                lastAt,
                "p50",
                latencies.micros(0.5),
                "p99",
                latencies.micros(0.99),
                "p999",
                latencies.micros(0.999),
                "cpu",
                CpuTime.now().all() - cpuBefore));
    }

    // ---- connecting ----

    private void goOnConnecting() throws IOException {
        Line order = connecting;
        if (order == null) {
            return;
        }
        int wanted = (int) (order.number("channels") * order.number("subscribers"));
        while (begun < wanted && begun - ready < MOST_HANDSHAKES) {
            int port = (int) order.number("port");
            String channelId = BenchServer.channelId((int) (begun % order.number("channels")));
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.configureBlocking(false);
            ClientSocket socket = new ClientSocket(channel, channelId, (int) order.number("greetings"), this);
            channel.register(selector, SelectionKey.OP_READ, socket);
            sockets.add(socket);
            String path = order.text("path").replace("CHANNEL", channelId).replace("NUMBER", Integer.toString(begun));
            socket.handshake(path, port);
            begun++;
        }
        if (ready == wanted) {
            connecting = null;
            System.out.println(Line.of("connected", "count", ready));
        }
    }

    @Override
    public void ready(ClientSocket socket) {
        ready++;
    }

    // ---- reading ----

    private void ready(SelectionKey key) {
        ClientSocket socket = (ClientSocket) key.attachment();
        try {
            buffer.clear();
            int count = socket.channel.read(buffer);
            if (count < 0) {
                throw new IOException("the server closed a connection");
            }
            byte[] rest = socket.rest();
            int length = rest.length + count;
            if (bytes.length < length) {
                bytes = new byte[length * 2];
            }
            System.arraycopy(rest, 0, bytes, 0, rest.length);
            buffer.flip().get(bytes, rest.length, count);
            lastAt = System.nanoTime();
            socket.received(bytes, length, lastAt);
            acknowledge();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void event(int number, int before, long tookNanos) {
        received++;
        if (before != 0 && number != before + 1) {
            misplaced++;
        }
        latencies.add(tookNanos);
    }

    @Override
    public void unknown(String text) {
        throw new IllegalStateException("unexpected frame " + text);
    }

    private void acknowledge() throws IOException {
        if (perEvent == 0 || acknowledgements == null) {
            return;
        }
        int more = (int) (received / perEvent - acknowledged);
        if (more > 0) {
            acknowledged += more;
            int unused = acknowledgements.write(ByteBuffer.allocate(more));
        }
    }
}
