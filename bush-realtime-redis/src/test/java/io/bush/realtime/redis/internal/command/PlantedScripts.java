package io.bush.realtime.redis.internal.command;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts of which one has a bug that was planted: a checker that finds nothing proves nothing. Thread safety: as the
 * target.
 */
public final class PlantedScripts implements ScriptRunner {

    private final ScriptRunner target;
    private final String script;
    private final String sound;
    private final String planted;

    /** Plants a bug: in the script of that name the sound text is replaced. */
    public PlantedScripts(ScriptRunner target, String script, String sound, String planted) {
        this.target = target;
        this.script = script;
        this.sound = sound;
        this.planted = planted;
    }

    @Override
    public CompletionStage<List<@Nullable Object>> run(Script asked, List<String> keys, List<byte[]> arguments) {
        if (!asked.toString().equals(script)) {
            return target.run(asked, keys, arguments);
        }
        if (!asked.text().contains(sound)) {
            throw new IllegalStateException(script + " has no " + sound);
        }
        return target.run(
                new Script(script + ", planted", asked.use(), asked.text().replace(sound, planted)), keys, arguments);
    }

    @Override
    public CompletionStage<List<@Nullable Object>> run(
            Script asked, List<String> keys, List<byte[]> arguments, long sinceNanos) {
        return run(asked, keys, arguments);
    }

    @Override
    public CompletionStage<Void> publish(String near, String busChannel, byte[] message) {
        return target.publish(near, busChannel, message);
    }
}
