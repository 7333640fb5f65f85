package io.bush.realtime.client.walk.net;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.internal.lane.Scheduler.Cancellable;
import io.bush.realtime.client.internal.transport.ClientTransport;
import io.bush.realtime.client.walk.server.WalkServer;
import io.bush.realtime.client.walk.world.Scene;
import io.bush.realtime.client.walk.world.Seen;
import io.bush.realtime.polling.PollReply;
import io.bush.realtime.polling.PollRequest;
import io.bush.realtime.transport.Admission;
import io.bush.realtime.transport.Handshake;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The network of one client. */
public final class WalkNet implements ClientTransport {

    /** More attempts than this in ten seconds are a hot loop. */
    private static final int MOST_ATTEMPTS = 20;

    private static final long TEN_SECONDS_NANOS = Duration.ofSeconds(10).toNanos();

    private final Scene scene;
    private final WalkServer server;
    private final String client;
    private final List<WalkSocket> sockets = new ArrayList<>();
    private final Deque<Long> attempts = new ArrayDeque<>();
    private final ReconnectJudge rules;
    private final PollJudge progress;
    private int count;
    /** Whether the server has accepted the present socket. */
    private boolean greeted;
    /** Whether the client ever was slow. */
    private boolean beSlow;

    private long slowUntil;
    /** How often either side has closed a socket in order. */
    private int goodbyes;

    public WalkNet(Scene scene, WalkServer server, String client) {
        this.scene = scene;
        this.server = server;
        this.client = client;
        rules = new ReconnectJudge(scene, client);
        progress = new PollJudge(scene, client);
    }

    /** For a while the client takes nothing from any socket that has greeted it. */
    public void slowFor(Duration time) {
        slowUntil = scene.nanos() + time.toNanos();
        beSlow = true;
    }

    boolean isSlow() {
        return beSlow && greeted && slowUntil - scene.nanos() > 0 && !scene.weather.healed;
    }

    /** The user asked for a connection, or for none: what was before does not matter. */
    public void asked() {
        rules.asked();
    }

    /** The application is stuck, so that nothing can be asked of it. */
    public void heldUp() {
        rules.asked();
        progress.heldUp();
    }

    /** The user wants a channel that they did not want. */
    public void subscribes(Channel channel) {
        progress.begins(channel.type() + ":" + channel.id());
    }

    void received(String text) {
        if (text.contains("\"connection.established\"")) {
            greeted = true;
            rules.established();
        }
    }

    void ended(ConnectionException why) {
        greeted = false;
        rules.ended(why.closeCode().orElse(0));
    }

    public void saysGoodbye() {
        goodbyes++;
    }

    public int goodbyes() {
        return goodbyes;
    }

    @Nullable
    public WalkSocket connected() {
        return sockets.stream().filter(WalkSocket::isConnected).findFirst().orElse(null);
    }

    @Override
    public Link open(Request request, Listener listener, Executor lane) {
        count++;
        WalkSocket socket = new WalkSocket(scene, client + "/" + count, listener, this);
        scene.note(socket + " opens");
        rules.opens();
        if (sockets.stream().anyMatch(WalkSocket::isLive)) {
            scene.broken("3.15", client + " opens " + socket + " beside a live socket");
        }
        sockets.clear();
        sockets.add(socket);
        countAttempt();
        if (scene.weather.healed) {
            scene.later(20, () -> shake(request, socket));
        } else if (scene.chance(scene.weather.swallow)) {
            scene.saw(Seen.HANDSHAKE_SWALLOWED);
        } else if (scene.chance(scene.weather.refuse)) {
            scene.saw(Seen.HANDSHAKE_REFUSED);
            Duration retryAfter = scene.random.nextBoolean() ? Duration.ofSeconds(scene.random.nextInt(20)) : null;
            scene.later(100, () -> socket.clientEnds(ConnectionException.refused(503, retryAfter, null)));
        } else {
            scene.later(100, () -> shake(request, socket));
        }
        return socket;
    }

    private void countAttempt() {
        long now = scene.nanos();
        attempts.addLast(now);
        while (now - attempts.getFirst() > TEN_SECONDS_NANOS) {
            attempts.removeFirst();
        }
        if (attempts.size() > MOST_ATTEMPTS) {
            scene.broken("3.15", client + " tries " + attempts.size() + " times in ten seconds");
        }
    }

    private void shake(Request request, WalkSocket socket) {
        if (!scene.weather.networkUp || !scene.weather.socketsPass || server.isDown()) {
            socket.clientEnds(unreachable());
            return;
        }
        Handshake handshake = handshake(request.url(), request.headers());
        Admission admission = server.gate().admit(handshake);
        if (admission instanceof Admission.Refused refused) {
            socket.clientEnds(ConnectionException.refused(refused.httpStatus(), refused.retryAfter(), null));
        } else if (socket.isLive()) {
            server.opened(socket::crash);
            socket.attach(server.gate().open(handshake, socket));
            socket.opened();
        }
    }

    private static Handshake handshake(URI url, Map<String, String> headers) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        Map<String, List<String>> query = new LinkedHashMap<>();
        if (url.getRawQuery() != null) {
            for (String pair : url.getRawQuery().split("&", -1)) {
                int equals = pair.indexOf('=');
                query.put(
                        pair.substring(0, equals),
                        List.of(URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8)));
            }
        }
        return new Handshake(null, url.getPath(), lists, query);
    }

    @Override
    public Cancellable poll(Poll poll, Consumer<PollAnswer> answer) {
        scene.saw(Seen.POLLED);
        scene.note(client + " polls");
        scene.detail(client, "> " + poll.body());
        progress.asks(poll.body());
        boolean[] answered = {false};
        Consumer<PollAnswer> once = it -> {
            if (!answered[0]) {
                answered[0] = true;
                progress.told(it);
                answer.accept(it);
            }
        };
        scene.later(poll.timeout(), () -> once.accept(new PollAnswer.Failed(unreachable())));
        scene.later(scene.weather.latencyMillis, () -> {
            if (!scene.weather.networkUp || server.isDown()) {
                once.accept(new PollAnswer.Failed(unreachable()));
                return;
            }
            boolean active = poll.url().getRawQuery().equals("activity=active");
            Handshake handshake = handshake(poll.url(), Map.of("Authorization", "Bearer " + poll.token()));
            PollRequest request = new PollRequest.OfMany(
                    poll.body(), active ? PollRequest.Activity.ACTIVE : PollRequest.Activity.BACKGROUND);
            server.gate().poll(handshake, request).whenComplete((reply, failure) -> answer(reply, once));
        });
        // A cancelled request may be answered all the same: the answer was on its way.
        return () -> {};
    }

    private void answer(PollReply reply, Consumer<PollAnswer> once) {
        PollAnswer answer = reply.httpStatus() == 200
                ? new PollAnswer.Events(reply.body().text())
                : new PollAnswer.Failed(ConnectionException.refused(
                        reply.httpStatus(), reply.retryAfter().isZero() ? null : reply.retryAfter(), null));
        scene.detail(
                client,
                "< " + reply.httpStatus() + " "
                        + (reply.httpStatus() == 200 ? reply.body().text() : ""));
        reply.close();
        if (scene.weather.healed || !scene.chance(0.1)) {
            scene.later(scene.weather.latencyMillis, () -> once.accept(answer));
        } else {
            scene.saw(Seen.POLL_LATE);
            scene.later(15_000, () -> once.accept(answer));
        }
    }

    private static ConnectionException unreachable() {
        return ConnectionException.of(Reason.UNREACHABLE, "no network", null);
    }
}
