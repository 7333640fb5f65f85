package io.bush.realtime.simulation;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant.Right;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.protocol.CloseCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Does the operations a seed draws. */
final class Workload {

    private static final List<String> NAMES = List.of("a.x", "a.y", "b.x", "b.y.z", "c");
    private static final String[] PADDING = {
        "", "x".repeat(100), "x".repeat(6_000), "x".repeat(55_000), "x".repeat(55_000)
    };

    private final Scene scene;
    private final RealtimeNode node;
    private final SimBackplane backplane;
    private final List<Channel> channels;
    private final List<SimClient> clients;

    Workload(Scene scene, RealtimeNode node, SimBackplane backplane, List<Channel> channels, List<SimClient> clients) {
        this.scene = scene;
        this.node = node;
        this.backplane = backplane;
        this.channels = channels;
        this.clients = clients;
    }

    void step() {
        Operation operation = scene.swarm.next(scene.random);
        scene.trace.note("-- " + operation);
        Channel channel = scene.anyOf(channels);
        SimClient client = scene.anyOf(clients);
        switch (operation) {
            case PUBLISH -> publish(channel);
            case PUBLISH_BURST -> {
                int burst = 2 + scene.random.nextInt(scene.swarm.bulk ? 30 : 70);
                for (int i = 0; i < burst; i++) {
                    publish(channel);
                }
            }
            case PUBLISH_VOLATILE -> publishVolatile(channel);
            case SUBSCRIBE -> client.subscribe(channel);
            case SUBSCRIBE_SINCE -> client.subscribeSince(channel);
            case SUBSCRIBE_BATCH -> client.subscribeAll(channels);
            case UNSUBSCRIBE -> client.unsubscribe(channel);
            case CUT_CLIENT -> cut(client);
            case CONNECT ->
                clients.stream().filter(one -> !one.connected()).findFirst().ifPresent(SimClient::connect);
            case STALL_READER -> stall(client);
            case CUT_BUS -> backplane.simulatedBus().cut(millis(3_000), scene.random.nextBoolean());
            case RACE -> race(client, channel);
            case OVERRUN_LOG -> overrun(client, channel);
            case PASS_TIME -> passTime();
            case FLIP_ACCESS -> flip(client, channel);
            case ASK_AGAIN -> tell(client.who(), channel);
            case REVOKE -> revoke(client, channel);
            case CLOSE_CHANNEL -> close(channel);
            case RENEW_TOKEN -> client.renewToken();
            case DISCONNECT -> disconnect(client);
            case CLOSE_CLIENT -> {
                SimTransport transport = client.transport();
                if (transport != null) {
                    transport.closeInOrder();
                }
            }
            case BE_PRESENT -> talk((talk, where) -> talk.present(where));
            case LEAVE_PRESENCE -> talk((talk, where) -> talk.leave(where));
            case SIGNAL -> talk((talk, where) -> talk.signal(where));
            case LOCK -> talk((talk, where) -> talk.lock(where));
            case RENEW_LOCK -> talk((talk, where) -> talk.renew(where));
            case UNLOCK -> talk((talk, where) -> talk.unlock(where));
            case FLIP_RIGHTS -> flipRights(client, channel);
            case OUTAGE -> outage();
            case ELSEWHERE -> elsewhere(channel);
        }
    }

    private void outage() {
        backplane.outage(scene.chance(20) ? Duration.ofSeconds(35 + scene.random.nextInt(40)) : millis(8_000));
        if (scene.chance(30)) {
            // Somebody has to be there in a long one.
            passTime();
        }
    }

    /** Another node does something: also while this one cannot hear of it. */
    private void elsewhere(Channel channel) {
        List<SimClient> hearing =
                clients.stream().filter(client -> hears(client, channel)).toList();
        if (scene.outage.cut() && !hearing.isEmpty() && scene.chance(50)) {
            SimClient client = scene.anyOf(hearing);
            for (Channel one : channels) {
                scene.outage.removed(client.who(), one);
            }
            backplane.elsewhere().remove(client.who());
        }
        int some = 1 + scene.random.nextInt(3);
        for (int i = 0; i < some; i++) {
            backplane.elsewhere().publish(channel, scene.anyOf(NAMES));
        }
    }

    /** Mostly somebody says something who may. */
    private void talk(BiConsumer<SimTalk, Channel> saying) {
        List<Runnable> sayings = new ArrayList<>();
        for (SimClient client : clients) {
            for (Channel channel : channels) {
                if (hears(client, channel)) {
                    sayings.add(() -> saying.accept(client.talk(), channel));
                }
            }
        }
        if (sayings.isEmpty() || scene.chance(10)) {
            saying.accept(scene.anyOf(clients).talk(), scene.anyOf(channels));
        } else {
            scene.anyOf(sayings).run();
        }
    }

    private static boolean hears(SimClient client, Channel channel) {
        ConnectionCheck check = client.check();
        return check != null && !client.guest() && check.stream(channel).live();
    }

    private Duration millis(int most) {
        return Duration.ofMillis(1 + scene.random.nextInt(most));
    }

    /** Several things that do not go together, at one moment. */
    private void race(SimClient client, Channel channel) {
        switch (scene.random.nextInt(5)) {
            case 3 -> {
                client.talk().present(channel);
                client.talk().lock(channel);
                someTasks();
                revoke(client, channel);
                client.subscribe(channel);
            }
            case 4 -> {
                client.talk().present(channel);
                someTasks();
                client.talk().leave(channel);
                client.talk().present(channel);
                client.talk().renew(channel);
            }
            case 0 -> {
                publish(channel);
                client.unsubscribe(channel);
                publish(channel);
            }
            case 1 -> {
                tell(client.who(), channel);
                someTasks();
                flip(client, channel);
                publish(channel);
            }
            default -> {
                client.unsubscribe(channel);
                someTasks();
                publish(channel);
                client.subscribeSince(channel);
            }
        }
        someTasks();
    }

    private void someTasks() {
        int some = scene.random.nextInt(8);
        for (int i = 0; i < some; i++) {
            scene.world.executor().runOne();
        }
    }

    /** While somebody catches up the bus loses more than the log keeps, then goes on. */
    private void overrun(SimClient client, Channel channel) {
        if (scene.swarm.retention.maxEvents() > 40) {
            return;
        }
        scene.anyOf(clients).subscribe(channel);
        scene.world.advance(millis(500));
        backplane.log().delayNextReplay();
        client.subscribeSince(channel);
        scene.world.advance(millis(scene.swarm.paceMillis));
        publish(channel);
        scene.world.advance(millis(500));
        backplane.simulatedBus().cut(Duration.ofSeconds(1), false);
        int half = scene.swarm.retention.maxEvents() / 2;
        for (int i = 0; i <= scene.swarm.retention.maxEvents(); i++) {
            publish(channel);
            if (i == half) {
                // Somebody who knows more than the node does.
                scene.world.advance(millis(500));
                scene.anyOf(clients).subscribeSinceNewest(channel);
                scene.world.advance(millis(100));
            }
        }
        scene.world.advance(millis(1_000));
        for (int i = 0; i < 3; i++) {
            publish(channel);
            scene.world.advance(millis(500));
        }
    }

    /** Time passes, in silence or with something published now and then. */
    private void passTime() {
        int most = 1 + scene.random.nextInt(scene.chance(10) ? 300_000 : 15_000);
        int meanwhile = scene.random.nextBoolean() ? scene.random.nextInt(12) : 0;
        for (int i = 0; i < meanwhile; i++) {
            Channel channel = scene.anyOf(channels);
            scene.world.time().schedule(millis(most), () -> publish(channel));
        }
        scene.world.advance(Duration.ofMillis(most));
    }

    // ---- publishing ----

    private Publication publication(Channel channel, int number) {
        String padding =
                scene.swarm.bulk ? PADDING[scene.random.nextInt(PADDING.length)] : PADDING[scene.random.nextInt(2)];
        Publication publication = Publication.of(channel, scene.anyOf(NAMES), Numbers.data(number, "m", padding));
        if (scene.chance(70)) {
            publication = publication.guestView(Numbers.data(number, "g", ""));
        }
        if (scene.chance(8)) {
            ConnectionCheck check = scene.anyOf(clients).check();
            publication = publication.exceptConnection(check == null ? "conn_nobody" : check.id());
        }
        if (scene.chance(8)) {
            publication = publication.exceptUser(scene.anyOf(clients).who());
        }
        return publication;
    }

    private void publish(Channel channel) {
        if (scene.swarm.silent && scene.outage.away()) {
            return;
        }
        int number = scene.published.nextNumber();
        Publication publication = publication(channel, number);
        boolean twice = scene.chance(5);
        if (twice) {
            publication = publication.idempotencyKey("key-" + number);
            send(publication, channel, number);
        }
        send(publication, channel, number);
    }

    private void send(Publication publication, Channel channel, int number) {
        node.publish(publication).whenComplete((result, failure) -> {
            scene.saw(Seen.PUBLISHED);
            if (failure != null) {
                scene.verdict.broken("P4", "publish failed: " + failure);
            } else if (result instanceof PublishResult.Durable durable) {
                PublishedChannel published = scene.published.find(channel);
                PublishedChannel.Place place = published == null ? null : published.place(durable.eventId());
                PublishedChannel.Entry entry = place == null || published == null ? null : published.entry(place);
                if (entry == null || entry.number() != number) {
                    scene.verdict.broken("P4", "publish of #" + number + " answered " + result + ", stored: " + entry);
                }
            } else if (result instanceof PublishResult.LocalOnly && !scene.published.wasRefused(number)) {
                scene.verdict.broken("P4", "publish of #" + number + " stayed here though the log never refused it");
            } else if (result instanceof PublishResult.Rejected || !scene.faults.logMayFail()) {
                scene.verdict.broken("P4", "publish of #" + number + " answered " + result);
            }
        });
    }

    private void publishVolatile(Channel channel) {
        String key = scene.chance(70) ? "key" + scene.random.nextInt(3) : null;
        int burst = 1 + scene.random.nextInt(4);
        for (int i = 0; i < burst; i++) {
            node.publish(publication(channel, scene.published.nextNumber()).asVolatile(key))
                    .whenComplete((result, failure) -> {
                        boolean stayed = result instanceof PublishResult.LocalOnly && scene.swarm.outages;
                        if (!(result instanceof PublishResult.Volatile) && !stayed) {
                            scene.verdict.broken("P4", "a volatile publish answered " + result + ", " + failure);
                        }
                    });
        }
    }

    // ---- sockets ----

    private void cut(SimClient client) {
        SimTransport transport = client.transport();
        if (transport != null) {
            transport.lose();
        }
    }

    private void stall(SimClient client) {
        SimTransport transport = client.transport();
        if (transport != null) {
            transport.stall(millis(scene.chance(20) ? 14_000 : 3_000));
        }
    }

    private void disconnect(SimClient client) {
        ConnectionCheck check = client.check();
        if (check != null && check.established()) {
            node.disconnect(check.id(), CloseCode.FORBIDDEN);
        }
    }

    // ---- access ----

    private void flip(SimClient client, Channel channel) {
        boolean now = scene.access.allowed(client.who(), channel);
        boolean everywhere = scene.chance(30);
        for (Channel one : everywhere ? channels : List.of(channel)) {
            if (scene.access.allowed(client.who(), one) == now) {
                scene.access.change(client.who(), one, !now);
            }
        }
        scene.trace.note("access of " + client.who() + " to " + (everywhere ? "all" : channel) + " is now " + !now);
        tell(client.who(), everywhere ? null : channel);
    }

    private void flipRights(SimClient client, Channel channel) {
        EnumSet<Right> rights = EnumSet.noneOf(Right.class);
        for (Right right : Right.values()) {
            if (scene.random.nextBoolean()) {
                rights.add(right);
            }
        }
        scene.access.changeRights(client.who(), channel, rights);
        scene.saw(Seen.RIGHTS_CHANGED);
        scene.trace.note("rights of " + client.who() + " in " + channel + " are now " + rights);
        tell(client.who(), channel);
    }

    /** Tells the node that something has changed, by any of the names it can be called. */
    private void tell(String who, @Nullable Channel channel) {
        AccessSelector whom = selector(who, channel);
        for (SimClient client : clients) {
            ConnectionCheck check = client.check();
            if (check != null && channels.stream().anyMatch(of -> matches(whom, client, of))) {
                check.reads();
            }
        }
        answered("permissionsChanged", node.permissionsChanged(whom));
    }

    private AccessSelector selector(String who, @Nullable Channel channel) {
        int choice = scene.random.nextInt(3);
        if (choice == 0 && channel != null) {
            return AccessSelector.channel(channel);
        }
        boolean guest = clients.stream()
                .anyMatch(client -> client.guest() && client.who().equals(who));
        // A guest's id is the node's own: the application knows only the share.
        return choice == 1 && !guest ? AccessSelector.user(who) : AccessSelector.tag(SimAuthorizer.tag(who));
    }

    /** Ends subscriptions; when that has taken effect, nothing of them may come. */
    private void revoke(SimClient client, Channel channel) {
        AccessSelector who = selector(client.who(), scene.random.nextBoolean() ? channel : null);
        List<StreamCheck> ending = new ArrayList<>();
        for (SimClient one : clients) {
            for (Channel of : channels) {
                if (matches(who, one, of)) {
                    scene.access.revoked(one.who(), of);
                    ConnectionCheck check = one.check();
                    // What a closing channel has granted up to its end still comes.
                    if (check != null && check.stream(of).live() && !closed(of)) {
                        ending.add(check.stream(of));
                    }
                }
            }
        }
        scene.trace.note("revoke " + who);
        List<Long> confirms = ending.stream().map(StreamCheck::confirms).toList();
        answered("revoke", node.revoke(who));
        // By then the entry has come, its append has failed, or the node waits for neither any longer.
        scene.world.time().schedule(AccessTruth.TAKES_EFFECT.plusMillis(1), () -> {
            for (int i = 0; i < ending.size(); i++) {
                StreamCheck stream = ending.get(i);
                if (stream.confirms() == confirms.get(i) && stream.live() && !closed(stream.channel())) {
                    stream.bar();
                }
            }
        });
    }

    private void answered(String what, CompletionStage<RealtimeNode.AccessChange> stage) {
        stage.whenComplete((recorded, failure) -> {
            if (failure != null) {
                scene.verdict.broken("P6", what + " failed: " + failure);
            } else if (recorded == RealtimeNode.AccessChange.KEPT_FOR_LATER) {
                scene.saw(Seen.ACCESS_CHANGES_KEPT);
                if (!scene.faults.logMayFail()) {
                    scene.verdict.broken("P6", what + " was kept though the log takes everything");
                }
            }
        });
    }

    private boolean closed(Channel channel) {
        PublishedChannel published = scene.published.find(channel);
        return published != null && !published.closings().isEmpty();
    }

    private static boolean matches(AccessSelector who, SimClient client, Channel channel) {
        if (who instanceof AccessSelector.OfChannel one) {
            return one.channel().equals(channel);
        }
        return who instanceof AccessSelector.OfUser user
                ? user.userId().equals(client.who())
                : who.equals(AccessSelector.tag(SimAuthorizer.tag(client.who())));
    }

    private void close(Channel channel) {
        PublishedChannel published = scene.published.find(channel);
        if (published == null || scene.faults.logMayFail()) {
            return;
        }
        published.closing();
        scene.trace.note("close " + channel + " at " + published.head());
        answered("closeChannel", node.closeChannel(channel));
    }
}
