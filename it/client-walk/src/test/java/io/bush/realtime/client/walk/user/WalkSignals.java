package io.bush.realtime.client.walk.user;

import io.bush.realtime.client.signal.Signal;
import io.bush.realtime.client.signal.Signals;
import io.bush.realtime.client.walk.world.Scene;
import java.util.List;

/** The signals of one subscription: nobody hears their own, and nobody what was true long ago (contract §2). */
final class WalkSignals {

    private static final List<String> NAMES = List.of("user.typing", "cursor.moved");

    private final Scene scene;
    private final Watcher watcher;
    private final Signals signals;
    /** How many were heard. */
    private int heard;

    /** What is said. */
    record Word(String by, long atNanos) {}

    WalkSignals(Scene scene, Watcher watcher, Signals signals) {
        this.scene = scene;
        this.watcher = watcher;
        this.signals = signals;
        NAMES.forEach(name -> signals.on(name, Word.class, this::heard));
    }

    void act() {
        signals.send(scene.any(NAMES), new Word(watcher.owner.name, scene.nanos()));
    }

    private void heard(Word word, Signal signal) {
        watcher.called("hears " + signal.event() + " of " + word.by());
        heard++;
        if (word.by().equals(watcher.owner.name)
                || !word.by().startsWith(signal.user().id())) {
            scene.broken("§2", watcher + " hears " + signal + " of " + word.by());
        }
        // 2 s with the sender, and what the way takes.
        if (scene.nanos() - word.atNanos() > 3_000_000_000L) {
            scene.broken("§2", watcher + " hears an old " + signal);
        }
    }

    int heard() {
        return heard;
    }
}
