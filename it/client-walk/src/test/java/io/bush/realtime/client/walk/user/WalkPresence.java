package io.bush.realtime.client.walk.user;

import io.bush.realtime.client.presence.PresenceHandle;
import io.bush.realtime.client.presence.PresenceStatus;
import io.bush.realtime.client.presence.Roster;
import io.bush.realtime.client.walk.world.Scene;
import io.bush.realtime.client.walk.world.Seen;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the user of one subscription says of themselves, and whom they see. */
final class WalkPresence {

    private static final List<PresenceStatus> WORDS = List.of(PresenceStatus.VIEWING, PresenceStatus.COMMENTING);

    private final Scene scene;
    private final Watcher watcher;
    private final PresenceHandle handle;
    /** Whether they are present. */
    private boolean entered;
    /** The value of the field that changes; null while it was never set. */
    private @Nullable Integer mark;

    WalkPresence(Scene scene, Watcher watcher, PresenceHandle handle) {
        this.scene = scene;
        this.watcher = watcher;
        this.handle = handle;
        handle.onRoster(roster -> {
            watcher.called("sees " + roster.others().size());
            scene.saw(Seen.ROSTER_TOLD);
        });
    }

    void act() {
        switch (scene.random.nextInt(6)) {
            case 0, 1 -> {
                entered = true;
                handle.enter(scene.any(WORDS));
            }
            case 2 -> {
                entered = false;
                handle.leave();
            }
            case 3 -> handle.userActive();
            default -> {
                mark = scene.random.nextInt(1_000);
                handle.field("mark", mark);
            }
        }
    }

    boolean isPresent() {
        return entered && watcher.isWanted();
    }

    @Nullable
    Integer mark() {
        return mark;
    }

    Roster roster() {
        return handle.roster();
    }
}
