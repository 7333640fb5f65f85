package io.bush.realtime.client.walk.user;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.client.presence.Roster;
import io.bush.realtime.client.walk.server.WalkServer;
import io.bush.realtime.client.walk.world.Scene;
import io.bush.realtime.client.walk.world.Seen;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.presence.PresentUser;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** At the end: what each client says and shows of people and locks, against what the node knows (contract P7, P8, P12). */
public final class Together {

    private final Scene scene;
    private final WalkServer server;
    private final List<Watcher> watchers;

    public Together(Scene scene, WalkServer server, List<WalkClient> clients) {
        this.scene = scene;
        this.server = server;
        this.watchers = clients.stream().flatMap(it -> it.wanted().stream()).toList();
    }

    public void judge() {
        for (Channel channel : server.channels) {
            List<Watcher> here = watchers.stream()
                    .filter(it -> it.isWanted() && it.channel.equals(channel))
                    .toList();
            people(channel, here, server.ask(server.node().present(channel)));
            locks(channel, here, server.ask(server.node().locks().held(channel)));
        }
        int known = server.node().stats().subscriptions();
        if (known != watchers.size()) {
            scene.broken("P12", "the node has " + known + " subscriptions, the clients want " + watchers.size());
        }
    }

    /** Who said so is present, in the middle of everything; only where each client has been connected for a while. */
    public void judgePresent() {
        for (Channel channel : server.channels) {
            Set<String> known = new TreeSet<>();
            server.ask(server.node().present(channel))
                    .forEach(it -> known.add(it.user().id()));
            Set<String> said = new TreeSet<>();
            for (Watcher watcher : watchers) {
                WalkPresence presence = watcher.presence();
                if (watcher.channel.equals(channel) && presence != null && presence.isPresent()) {
                    said.add(watcher.owner.user);
                }
            }
            if (!known.equals(said)) {
                scene.broken("P7", channel + " shows " + known + ", present are " + said);
            }
        }
    }

    private void people(Channel channel, List<Watcher> here, List<PresentUser> present) {
        Map<String, JsonNode> known = new TreeMap<>();
        present.forEach(it -> known.put(it.user().id(), it.state().tree()));
        Map<String, WalkPresence> said = new TreeMap<>();
        Set<String> severalTabs = new TreeSet<>();
        for (Watcher watcher : here) {
            WalkPresence presence = watcher.presence();
            if (presence != null && presence.isPresent() && said.put(watcher.owner.user, presence) != null) {
                severalTabs.add(watcher.owner.user);
            }
        }
        if (!known.keySet().equals(said.keySet())) {
            scene.broken("P7", channel + " shows " + known.keySet() + ", present are " + said.keySet());
            return;
        }
        said.forEach((user, presence) -> {
            JsonNode state = known.getOrDefault(user, MissingNode.getInstance());
            Integer mark = presence.mark();
            boolean same = state.path("status").asText().equals("idle")
                    && state.path("mark").asText().equals(mark == null ? "" : mark.toString());
            if (!severalTabs.contains(user) && !same) {
                scene.broken("P7", user + " is shown in " + channel + " as " + state + ", mark " + mark);
            }
            scene.saw(Seen.PRESENT_AT_THE_END);
        });
        here.forEach(watcher -> roster(watcher, known));
    }

    private void roster(Watcher watcher, Map<String, JsonNode> known) {
        WalkPresence presence = watcher.presence();
        if (presence == null) {
            return;
        }
        Roster roster = presence.roster();
        Map<String, JsonNode> shown = new TreeMap<>();
        roster.others().forEach(it -> shown.put(it.user().id(), it.state()));
        Map<String, JsonNode> expected = new TreeMap<>(known);
        expected.remove(watcher.owner.user);
        if (!shown.equals(expected) || !roster.live() || roster.total() != expected.size()) {
            scene.broken("P7", watcher + " shows " + roster + ", present are " + expected);
        }
    }

    private void locks(Channel channel, List<Watcher> here, List<HeldLock> held) {
        Map<String, Long> known = new TreeMap<>();
        held.forEach(it -> known.put(it.name().id(), it.token()));
        Map<String, Long> believed = new TreeMap<>();
        for (Watcher watcher : here) {
            WalkLocks locks = watcher.locks();
            if (locks == null) {
                continue;
            }
            Set<String> others = new TreeSet<>(known.keySet());
            for (WalkLocks.Had one : locks.held()) {
                scene.saw(Seen.LOCKED_AT_THE_END);
                believed.put(one.comment, one.lock.token());
                others.remove(one.comment);
            }
            if (!locks.shown().equals(others)) {
                scene.broken("P8", watcher + " shows " + locks.shown() + " as locked, it is " + others);
            }
        }
        if (!believed.equals(known)) {
            scene.broken("P8", "in " + channel + " clients hold " + believed + ", the node has " + known);
        }
    }
}
