package io.bush.examples.dialects.account;

import io.bush.realtime.channel.Channel;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to what. A workspace, conversation or book has members; everything else is inside of something that has, and
 * whoever may read that may read it. What is not here nobody may read. An application has this in its database. Thread
 * safety: any thread; shape: guarded by this.
 */
public final class Directory {

    /** An issue is in a team, which is in a workspace: nothing is deeper. */
    private static final int DEPTH = 4;

    private final Map<Channel, Set<String>> members = new LinkedHashMap<>();
    private final Map<Channel, Channel> inside = new LinkedHashMap<>();
    private final Set<String> administrators = new LinkedHashSet<>();

    /** Puts something into something else. */
    public synchronized Directory put(Channel thing, Channel into) {
        inside.put(thing, into);
        return this;
    }

    /** Adds a member. */
    public synchronized Directory add(Channel where, String userId) {
        members.computeIfAbsent(where, none -> new LinkedHashSet<>()).add(userId);
        return this;
    }

    /** Takes a member away; whoever does it tells the node, see docs/embedding.md. */
    public synchronized Directory remove(Channel where, String userId) {
        members.getOrDefault(where, Set.of()).remove(userId);
        return this;
    }

    /** Makes a user an administrator: they see figures. */
    public synchronized Directory administrator(String userId) {
        administrators.add(userId);
        return this;
    }

    /** Tells whether a user is an administrator. */
    public synchronized boolean isAdministrator(String userId) {
        return administrators.contains(userId);
    }

    /** Returns the place in which a user is a member and which lets them read something; null when nothing does. */
    public synchronized @Nullable Channel ground(String userId, Channel thing) {
        Channel at = thing;
        for (int i = 0; i < DEPTH && at != null; i++) {
            if (members.getOrDefault(at, Set.of()).contains(userId)) {
                return at;
            }
            at = inside.get(at);
        }
        return null;
    }

    /** Tells whether a user may read something. */
    public boolean mayRead(String userId, Channel thing) {
        boolean own = thing.type().equals("user") || thing.type().equals("contacts");
        return own ? thing.id().equals(userId) : ground(userId, thing) != null;
    }

    /** Returns what something is in. */
    public synchronized Optional<Channel> parent(Channel thing) {
        return Optional.ofNullable(inside.get(thing));
    }

    /** Returns the members of a place, in the order in which they came. */
    public synchronized List<String> members(Channel where) {
        return List.copyOf(members.getOrDefault(where, Set.of()));
    }

    /** Returns everybody else in the places of a type where a user is a member. */
    public synchronized List<String> companions(String userId, String type) {
        Set<String> found = new LinkedHashSet<>();
        members.forEach((where, those) -> {
            if (where.type().equals(type) && those.contains(userId)) {
                found.addAll(those);
            }
        });
        found.remove(userId);
        return List.copyOf(found);
    }
}
