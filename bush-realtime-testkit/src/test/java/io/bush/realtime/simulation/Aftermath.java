package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType.Feature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The quiet time after the healing: a little is said on a network that works, and then everything has to be true. */
final class Aftermath {

    /** Whether a user is in a channel by what was sent; sometimes nobody can know. */
    private enum Presence {
        ABSENT,
        PERHAPS,
        PRESENT
    }

    /** Everything that was under way is over: late answers, second looks, questions that are asked again. */
    private static final Duration SETTLES = Duration.ofSeconds(25);

    /** What is said in the quiet is known to everybody by then. */
    private static final Duration SPREADS = Duration.ofSeconds(3);

    private static final long LONG_AGO = 15_000_000_000L;

    private final Scene scene;
    private final List<Channel> channels;
    private final List<SimClient> clients;
    private final QuietLosses losses;

    Aftermath(Scene scene, List<Channel> channels, List<SimClient> clients, QuietLosses losses) {
        this.scene = scene;
        this.channels = channels;
        this.clients = clients;
        this.losses = losses;
    }

    /** Lets time pass; at its end everything that can run out has run out. */
    void pass() {
        scene.world.advance(SETTLES);
        clients.forEach(this::speak);
        scene.world.advance(SPREADS);
        requireTrue();
        // Only now: what is read again because of it clears up what was in doubt.
        losses.pass();
        if (scene.chance(60)) {
            leave();
        }
        // Longer than any lease, with the time it takes to notice.
        scene.world.advance(Duration.ofSeconds(60));
        requireTrue();
        requirePresent();
    }

    private void speak(SimClient client) {
        ConnectionCheck check = client.check();
        for (Channel channel : channels) {
            if (check == null || !check.stream(channel).live()) {
                continue;
            }
            if (scene.chance(50)) {
                client.talk().present(channel);
            }
            if (scene.chance(30)) {
                client.talk().lock(channel);
            }
        }
    }

    /** Somebody drops, or closes in order: that is known in time, and not before. */
    private void leave() {
        List<SimClient> connected =
                clients.stream().filter(SimClient::connected).toList();
        if (connected.isEmpty()) {
            return;
        }
        SimClient one = scene.anyOf(connected);
        Map<Channel, String> was = new TreeMap<>();
        for (Channel channel : channels) {
            if (scene.swarm.features.contains(Feature.PRESENCE) && stays(one, channel)) {
                was.put(channel, one.who());
            }
        }
        SimTransport transport = one.transport();
        boolean drops = scene.random.nextBoolean();
        if (transport != null && drops) {
            transport.lose();
        } else if (transport != null) {
            transport.closeInOrder();
        }
        if (drops) {
            scene.world.advance(Duration.ofMillis(4_900));
            was.forEach((channel, who) -> {
                if (!scene.presence.announcedIn(channel).containsKey(who)) {
                    scene.verdict.broken("P7", who + " left " + channel + " before the grace was over");
                }
            });
            if (!was.isEmpty()) {
                scene.saw(Seen.PRESENCE_GRACE);
            }
        }
        scene.world.advance(Duration.ofSeconds(drops ? 5 : 2));
        was.forEach((channel, who) -> {
            boolean heard = clients.stream()
                    .anyMatch(client -> client.check() != null
                            && client.check().stream(channel).live());
            if (heard
                    && of(who, channel) == Presence.ABSENT
                    && !scene.presence.isKeptByLostLeave(channel, who)
                    && scene.presence.announcedIn(channel).containsKey(who)) {
                scene.verdict.broken("P7", who + " is in " + channel + " long after leaving");
            }
        });
        requireTrue();
    }

    /** Whether a connection is certainly what keeps its user in a channel. */
    private boolean stays(SimClient client, Channel channel) {
        return of(client, channel) == Presence.PRESENT
                && clients.stream()
                        .filter(other -> other != client && other.who().equals(client.who()))
                        .allMatch(other -> of(other, channel) == Presence.ABSENT);
    }

    // ---- who is where ----

    private Presence of(String who, Channel channel) {
        Presence most = Presence.ABSENT;
        for (SimClient client : clients) {
            if (client.who().equals(who)) {
                Presence one = of(client, channel);
                most = one.compareTo(most) > 0 ? one : most;
            }
        }
        return most;
    }

    private Presence of(SimClient client, Channel channel) {
        ConnectionCheck check = client.check();
        if (check == null || client.guest() || !check.stream(channel).live()) {
            return Presence.ABSENT;
        }
        StreamCheck stream = check.stream(channel);
        TalkCheck.Asked last = check.talk().lastPresence(channel);
        if (last == null || (last.at() < stream.liveSince() && !last.pending())) {
            // What is said without a subscription does not count, and its end ends what was said before.
            return Presence.ABSENT;
        }
        boolean changed = scene.access.rightsChangedAt(client.who(), channel) > last.at() - LONG_AGO;
        if (!scene.access.mayBePresent(client.who(), channel)) {
            return scene.access.rightsChangedAt(client.who(), channel) < scene.now() - LONG_AGO
                    ? Presence.ABSENT
                    : Presence.PERHAPS;
        }
        boolean certain = stream.liveSince() < last.at()
                && !changed
                && !check.talk().lastPresenceFailed(channel)
                && last.at() < scene.now() - 2_000_000_000L;
        if (!certain) {
            return Presence.PERHAPS;
        }
        return last.about().isEmpty() ? Presence.ABSENT : Presence.PRESENT;
    }

    private void requirePresent() {
        if (!scene.swarm.features.contains(Feature.PRESENCE)) {
            return;
        }
        for (Channel channel : channels) {
            List<String> heard = new ArrayList<>();
            for (SimClient client : clients) {
                ConnectionCheck check = client.check();
                if (check != null && check.stream(channel).live()) {
                    heard.add(client.who());
                }
            }
            for (SimClient client : clients) {
                Presence is = of(client.who(), channel);
                boolean shown = scene.presence.announcedIn(channel).containsKey(client.who());
                if (is == Presence.PRESENT) {
                    scene.saw(Seen.PRESENT_IN_THE_END);
                }
                boolean inDoubt = heard.isEmpty() || scene.losses.inDoubt(channel, "presence");
                if ((is == Presence.PRESENT && !shown) || (is == Presence.ABSENT && shown && !inDoubt)) {
                    scene.verdict.broken("P7", client.who() + " is " + is + " in " + channel + ", shown: " + shown);
                }
            }
        }
    }

    private void requireTrue() {
        for (SimClient client : clients) {
            ConnectionCheck check = client.check();
            if (check != null) {
                check.streams().forEach((channel, stream) -> {
                    stream.picture().requireTrue();
                    if (stream.live() && !scene.losses.inDoubt(channel, "presence")) {
                        scene.presence.requireNobodyForgotten(channel);
                    }
                });
            }
        }
    }
}
