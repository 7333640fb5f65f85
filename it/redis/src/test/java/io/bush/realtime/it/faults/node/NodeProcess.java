package io.bush.realtime.it.faults.node;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.it.faults.history.History;
import io.bush.realtime.it.faults.node.SiteNode.Wire;
import io.bush.realtime.observe.RealtimeListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What the JVM of a {@link ProcessNode} runs: a node that does what it reads, a line at a time, until its input ends. */
final class NodeProcess implements AutoCloseable {

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final History ignored = new History();
    private final Map<String, Wire> connections = new ConcurrentHashMap<>();
    private final LocalNode node;
    // The last answer that is awaited; one thread reads orders.
    private CompletableFuture<Void> answers = CompletableFuture.completedFuture(null);

    private NodeProcess(String name, String redis, Path denied) {
        node = new LocalNode(
                name,
                Redises.factory(Redises.settings(redis)),
                RealtimeListener.NONE,
                LocalNode.settings(),
                user -> Files.exists(denied.resolve(user)));
    }

    /** Runs a node. */
    public static void main(String[] arguments) throws IOException {
        try (NodeProcess process = new NodeProcess(arguments[0], arguments[1], Path.of(arguments[2]));
                BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            process.say("ready");
            for (String line = orders.readLine(); line != null && !line.equals("close"); line = orders.readLine()) {
                process.obey(line.split(" ", 3));
            }
        }
    }

    private synchronized void say(String line) {
        out.println(line);
    }

    private void obey(String[] words) {
        String id = words[1];
        switch (words[0]) {
            case "open" ->
                connections.put(
                        id,
                        node.open(
                                words[2],
                                ignored.open(id, words[2], node.name()),
                                frame -> say("frame " + id + " " + frame),
                                code -> say("ended " + id + " " + code)));
            case "say" -> wire(id).say(words[2]);
            case "drop" -> {
                wire(id).drop();
                connections.remove(id);
            }
            case "revoke" -> answer(id, node.revoke(words[2]).thenApply(String::valueOf));
            case "publish" -> {
                String[] more = words[2].split(" ", -1);
                answer(
                        id,
                        node.publish(new Channel(more[0], more[1]), Integer.parseInt(more[2]))
                                .thenApply(answer -> answer.outcome() + " " + answer.eventId()));
            }
            default -> throw new IllegalArgumentException(String.join(" ", words));
        }
    }

    private void answer(String id, CompletableFuture<String> coming) {
        answers = coming.thenAccept(words -> say("answer " + id + " " + words));
    }

    private Wire wire(String id) {
        Wire wire = connections.get(id);
        if (wire == null) {
            throw new IllegalArgumentException("no connection " + id);
        }
        return wire;
    }

    @Override
    public void close() {
        node.close();
        answers.completeOnTimeout(null, 5, TimeUnit.SECONDS).join();
    }
}
