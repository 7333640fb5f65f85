package io.bush.examples.dialects.load;

import io.bush.examples.dialects.Choices;
import io.bush.examples.dialects.DialectsApp;
import io.bush.examples.dialects.JettyFront;
import io.bush.examples.dialects.Paths;
import io.bush.examples.dialects.account.Directory;
import io.bush.examples.dialects.account.Tokens;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.transport.ConnectionLimits;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures seed 002's table: so many connections in conversations of ten, so many messages a second, each delivered to all ten.
 * A message's latency counts from when it was due, not from when it was sent, so that a stall is seen in full. Server and clients
 * share this process and its processors. Then every socket is dropped at once and comes back. Bounded in count and time.
 */
@Command(name = "conversation-load", mixinStandardHelpOptions = true, sortOptions = false)
public final class ConversationLoad implements Callable<Integer> {

    private static final int MEMBERS = 10;
    private static final int MOST_CONNECTIONS = 5_000;
    private static final int MOST_DELIVERIES = 5_000_000;
    private static final long PATIENCE_SECONDS = 120;

    @Option(names = "--connections", defaultValue = "1000", description = "10 to 5000 (${DEFAULT-VALUE}).")
    private int connections;

    @Option(names = "--rate", defaultValue = "1000", description = "Messages a second (${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--seconds", defaultValue = "10", description = "For how long, 1 to 60 (${DEFAULT-VALUE}).")
    private int seconds;

    private ConversationLoad() {}

    /** Runs it. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new ConversationLoad()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        long deliveries = (long) rate * seconds * MEMBERS;
        if (connections < MEMBERS || connections > MOST_CONNECTIONS || seconds < 1 || seconds > 60 || rate < 1) {
            throw new IllegalArgumentException("10 to 5000 connections, 1 to 60 s, at least 1 message a second");
        }
        if (deliveries > MOST_DELIVERIES) {
            throw new IllegalArgumentException(deliveries + " deliveries, allowed: " + MOST_DELIVERIES);
        }
        int rooms = connections / MEMBERS;
        Directory directory = new Directory();
        for (int i = 0; i < rooms * MEMBERS; i++) {
            directory.add(room(i / MEMBERS), "user_" + i);
        }
        Tokens tokens = new Tokens(new byte[Tokens.MIN_SECRET_BYTES], Clock.systemUTC());
        Choices choices = Choices.DEFAULT;
        choices = choices.with(choices.figures().with(ConnectionLimits.DEFAULT.withAddressLimits(10, 10_000)));
        DialectsApp app = DialectsApp.start(directory, tokens, choices);
        try (JettyFront front = JettyFront.start(app, "127.0.0.1", 0)) {
            measure(app, front.port(), rooms, tokens);
        }
        return 0;
    }

    private static Channel room(int number) {
        return new Channel("conversation", "conv_" + number);
    }

    private void measure(DialectsApp app, int port, int rooms, Tokens tokens) throws Exception {
        int total = rate * seconds * MEMBERS;
        AtomicLongArray latencies = new AtomicLongArray(total);
        AtomicInteger delivered = new AtomicInteger();
        List<String> issued = new ArrayList<>();
        for (int i = 0; i < rooms * MEMBERS; i++) {
            issued.add(tokens.issue("user_" + i, "Member " + i, Duration.ofHours(1)));
        }
        long started = System.nanoTime();
        List<LoadClient> clients = connect(port, issued, due -> {
            int at = delivered.getAndIncrement();
            if (at < total) {
                latencies.set(at, System.nanoTime() - due);
            }
        });
        say("%d connections in conversations of %d, confirmed after %d ms", clients.size(), MEMBERS, since(started));

        long begin = System.nanoTime();
        for (int i = 0; i < rate * seconds; i++) {
            long due = begin + i * 1_000_000_000L / rate;
            long wait = due - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            }
            int number = i % rooms;
            app.messages().post("user_" + number * MEMBERS, room(number).id(), due + " " + "x".repeat(100));
        }
        long sent = System.nanoTime() - begin;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (delivered.get() < total && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(1_000_000);
        }
        long took = System.nanoTime() - begin;
        report(latencies, Math.min(total, delivered.get()), total, sent, took);

        clients.forEach(LoadClient::drop);
        long dropped = System.nanoTime();
        clients = connect(port, issued, due -> {});
        say("all %d dropped at once: connected and subscribed again after %d ms", clients.size(), since(dropped));
        clients.forEach(LoadClient::drop);
    }

    private static List<LoadClient> connect(int port, List<String> tokens, LongConsumer onMessage)
            throws InterruptedException, ExecutionException, TimeoutException {
        HttpClient http = HttpClient.newHttpClient();
        List<LoadClient> clients = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            URI address = URI.create("ws://127.0.0.1:" + port + Paths.CONVERSATIONS + "?token=" + tokens.get(i));
            clients.add(LoadClient.connect(http, address, room(i / MEMBERS).name(), onMessage));
        }
        CompletableFuture<?>[] all = clients.stream().map(LoadClient::confirmed).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return clients;
    }

    private void report(AtomicLongArray latencies, int count, int total, long sent, long took) {
        long[] sorted = new long[count];
        for (int i = 0; i < count; i++) {
            sorted[i] = latencies.get(i);
        }
        Arrays.sort(sorted);
        say(
                "%d messages of about 330 bytes sent in %.1f s, %d of %d deliveries in %.1f s: %.0f a second",
                rate * seconds, sent / 1e9, count, total, took / 1e9, count / (took / 1e9));
        say(
                "latency from when it was due: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, most %.1f ms",
                at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999), at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / 1e6;
    }

    private static long since(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private static void say(String line, Object... values) {
        System.out.println(String.format(Locale.ROOT, line, values));
    }
}
