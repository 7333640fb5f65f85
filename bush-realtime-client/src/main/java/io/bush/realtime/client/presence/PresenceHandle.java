package io.bush.realtime.client.presence;

import io.bush.realtime.client.channel.Registration;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The own presence in one channel, and that of everybody else (contract §3.10, seed 000 §5).
 *
 * <p>Subscribing makes nobody present; {@link #enter} does, until {@link #leave}, or until the subscription or the client
 * ends. What was said is said again on each new connection; in between the server keeps it alive as long as the connection
 * is. After {@link #IDLE_AFTER} without {@link #userActive} others see the user as idle, and on return as before. Fields that
 * change all the time, as a playhead does, are sent as often as the server allows, always the newest value.
 *
 * <p>Thread safety: safe for use by any thread. Handlers run like those of the channel, one at a time.
 */
public interface PresenceHandle {

    /** How long nobody may do anything before they count as idle, unless said otherwise. */
    Duration IDLE_AFTER = Duration.ofMinutes(5);

    /**
     * Says what the user does; the first time this makes them present. Counts as activity.
     *
     * @param status what they do; {@link PresenceStatus#IDLE} is said by itself and need not be
     */
    void enter(PresenceStatus status);

    /**
     * Sets a field of the state beside its status: {@code cursor_position} for a playhead. Not an activity of the user, for
     * a film runs on by itself.
     *
     * @param name the field
     * @param value a number, a text, a truth value or null for none
     * @throws IllegalArgumentException if the value is something else, or the state would have more than 1,024 bytes
     */
    void field(String name, @Nullable Object value);

    /** The user did something: moved the mouse, pressed a key. Cheap enough to be called each time. */
    void userActive();

    /** Is not present any more. */
    void leave();

    /**
     * Returns who else is here.
     *
     * @return the newest picture
     */
    Roster roster();

    /**
     * Adds a handler for changes of the roster. One that is far behind hears of the newest and not of all in between.
     *
     * @param handler what to call
     * @return takes the handler away again
     */
    Registration onRoster(Consumer<? super Roster> handler);
}
