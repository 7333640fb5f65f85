package io.bush.realtime.simulation;

import io.bush.realtime.RealtimeNode;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.transport.Handshake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client that comes and goes, remembers where it was, and sometimes claims to have been elsewhere. */
final class SimClient {

    private final Scene scene;
    private final RealtimeNode node;
    private final SimBackplane backplane;
    private final String name;
    private final String who;
    private final boolean guest;
    private final SimTalk talk;
    /** What it wants to see after a reconnect, and how. */
    private final Map<Channel, Request.Filter> wishes = new LinkedHashMap<>();
    /** The last ids it was sent, kept over connections. */
    private final Map<Channel, String> lastIds = new LinkedHashMap<>();

    private @Nullable SimTransport transport;
    private @Nullable ConnectionCheck check;
    private int connections;
    private int nextRef;

    SimClient(Scene scene, RealtimeNode node, SimBackplane backplane, String name, String who, boolean guest) {
        this.scene = scene;
        this.node = node;
        this.backplane = backplane;
        this.name = name;
        this.who = who;
        this.guest = guest;
        this.talk = new SimTalk(scene, this);
    }

    SimTalk talk() {
        return talk;
    }

    String who() {
        return who;
    }

    boolean guest() {
        return guest;
    }

    boolean connected() {
        return transport != null && transport.open();
    }

    @Nullable
    ConnectionCheck check() {
        return connected() ? check : null;
    }

    @Nullable
    SimTransport transport() {
        return connected() ? transport : null;
    }

    // ---- connections ----

    /** Opens a socket; one that comes back asks for what it had, from where it was. */
    void connect() {
        if (connected()) {
            return;
        }
        rememberPositions();
        ConnectionCheck judge = new ConnectionCheck(scene, backplane, name + "." + ++connections, who, guest);
        SimTransport socket = new SimTransport(scene, judge);
        check = judge;
        transport = socket;
        scene.trace.note(judge + " connects as " + who);
        Handshake handshake = new Handshake(null, "/cable", Map.of(), Map.of("token", List.of(token())));
        socket.open(node.gate().open(handshake, socket));
        if (connections > 1 && !wishes.isEmpty()) {
            scene.saw(Seen.RECONNECTED);
            recover();
        }
    }

    private void recover() {
        List<Item> items = new ArrayList<>();
        for (Map.Entry<Channel, Request.Filter> wish : wishes.entrySet()) {
            String last = lastIds.get(wish.getKey());
            items.add(new Item(wish.getKey(), wish.getValue(), last == null ? null : genuine(wish.getKey(), last)));
        }
        subscribe(items);
    }

    private String token() {
        return (guest ? "guest:" : "user:")
                + who
                + (scene.swarm.tokensExpire ? "@" + (20 + scene.random.nextInt(90)) : "");
    }

    private void rememberPositions() {
        ConnectionCheck before = check;
        if (before != null) {
            before.streams().forEach((channel, stream) -> {
                if (!stream.lastId().isEmpty()) {
                    lastIds.put(channel, stream.lastId());
                }
            });
        }
    }

    // ---- what it sends ----

    private record Item(
            Channel channel,
            Request.Filter filter,
            @Nullable Since since) {}

    void send(String text) {
        SimTransport socket = transport;
        if (socket != null && connected()) {
            scene.trace.note(text.hashCode(), () -> check + " -> " + text);
            socket.receive(text);
        }
    }

    String ref() {
        return "r" + ++nextRef;
    }

    void subscribe(Channel channel) {
        Request.Filter filter = scene.anyOf(Request.Filter.SOME);
        wishes.put(channel, filter);
        subscribe(List.of(new Item(channel, filter, null)));
    }

    void subscribeSince(Channel channel) {
        rememberPositions();
        Request.Filter filter = scene.anyOf(Request.Filter.SOME);
        wishes.put(channel, filter);
        subscribe(List.of(new Item(channel, filter, someSince(channel))));
    }

    /** Comes from another node that was faster. */
    void subscribeSinceNewest(Channel channel) {
        PublishedChannel published = scene.published.find(channel);
        List<String> ids = published == null ? List.of() : published.ids();
        if (!ids.isEmpty()) {
            wishes.put(channel, Request.Filter.SOME.get(0));
            Since newest = genuine(channel, ids.get(ids.size() - 1));
            subscribe(List.of(new Item(channel, Request.Filter.SOME.get(0), newest)));
        }
    }

    void subscribeAll(List<Channel> channels) {
        List<Item> items = new ArrayList<>();
        for (Channel channel : channels) {
            Request.Filter filter = scene.anyOf(Request.Filter.SOME);
            wishes.put(channel, filter);
            items.add(new Item(channel, filter, scene.random.nextBoolean() ? someSince(channel) : null));
        }
        subscribe(items);
    }

    private void subscribe(List<Item> items) {
        ConnectionCheck judge = check;
        if (judge == null || !connected() || items.isEmpty()) {
            return;
        }
        String ref = ref();
        StringBuilder text = new StringBuilder("{\"action\":\"subscribe\",\"ref\":\"" + ref + "\",\"subscriptions\":[");
        for (Item item : items) {
            PublishedChannel published = scene.published.find(item.channel());
            Since.Judgement atOnce = item.since() == null || published == null
                    ? Since.Judgement.NONE
                    : item.since().judge(published);
            judge.asked(new Request(ref, item.channel(), item.filter(), item.since(), scene.now(), atOnce));
            text.append(text.charAt(text.length() - 1) == '[' ? "{" : ",{").append(name(item.channel()));
            if (item.since() != null) {
                text.append(",\"since_event_id\":\"").append(item.since().id()).append('"');
            }
            if (!item.filter().patterns().isEmpty()) {
                text.append(",\"events\":[\"")
                        .append(String.join("\",\"", item.filter().patterns()))
                        .append("\"]");
            }
            text.append('}');
        }
        send(text.append("]}").toString());
    }

    void unsubscribe(Channel channel) {
        ConnectionCheck judge = check;
        if (judge != null && connected()) {
            rememberPositions();
            wishes.remove(channel);
            String ref = ref();
            judge.expects(ref, "unsubscribed");
            send("{\"action\":\"unsubscribe\",\"ref\":\"" + ref + "\"," + name(channel) + "}");
        }
    }

    void renewToken() {
        ConnectionCheck judge = check;
        if (judge != null && connected() && judge.established()) {
            String ref = ref();
            judge.expects(ref, "authenticated");
            scene.saw(Seen.TOKENS_RENEWED);
            send("{\"action\":\"authenticate\",\"ref\":\"" + ref + "\",\"token\":\"" + token() + "\"}");
        }
    }

    static String name(Channel channel) {
        return "\"channel\":\"" + channel.type() + "\",\"resource_id\":\"" + channel.id() + "\"";
    }

    // ---- where it claims to have been ----

    private @Nullable Since someSince(Channel channel) {
        PublishedChannel published = scene.published.find(channel);
        String last = lastIds.get(channel);
        List<String> ids = published == null ? List.of() : published.ids();
        int choice = scene.random.nextInt(100);
        if (published == null || choice < 10) {
            return new Since(malformed(channel), Since.Kind.MALFORMED, null);
        }
        if (choice < 16) {
            String epoch = Position.epoch(scene.random.nextInt(1_000), scene.random.nextLong());
            return new Since(id(channel, epoch, 1 + scene.random.nextInt(9)), Since.Kind.OTHER_EPOCH, null);
        }
        if (choice < 22) {
            String id = id(channel, published.epoch(), published.head().offset() + 10_000);
            return new Since(id, Since.Kind.FUTURE, published.head());
        }
        if (choice < 28) {
            long offset = scene.random.nextInt((int) published.head().offset() + 1);
            String id = id(channel, published.epoch(), offset);
            return new Since(id, Since.Kind.OTHER_TAG, new PublishedChannel.Place(published.epoch(), offset));
        }
        if (choice < 50 && !ids.isEmpty()) {
            return genuine(channel, scene.anyOf(ids));
        }
        return last == null ? null : genuine(channel, last);
    }

    private Since genuine(Channel channel, String id) {
        PublishedChannel published = scene.published.find(channel);
        return new Since(id, Since.Kind.GENUINE, published == null ? null : published.place(id));
    }

    private String id(Channel channel, String epoch, long offset) {
        return new Position(epoch, offset, Position.tag(scene.random.nextInt())).eventId(channel);
    }

    private String malformed(Channel channel) {
        PublishedChannel published = scene.published.find(channel);
        Channel other = new Channel(channel.type(), channel.id() + "x");
        return switch (scene.random.nextInt(3)) {
            case 0 -> "yesterday";
            case 1 -> id(other, Position.epoch(1, 1), 1);
            default -> {
                String id = id(channel, published == null ? Position.epoch(1, 1) : published.epoch(), 1);
                yield id.substring(0, id.length() - 1) + (id.endsWith("0") ? "1" : "0");
            }
        };
    }
}
