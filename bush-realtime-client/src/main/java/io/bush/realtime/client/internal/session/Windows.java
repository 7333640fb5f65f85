package io.bush.realtime.client.internal.session;

import io.bush.realtime.client.internal.wire.ServerFrame.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All limits of one connection. Thread safety: for the lane only. */
final class Windows {

    private static final int RESERVE = 20;
    private static final int RESERVED_PART = 5;

    /** What one frame counts for. */
    static final class Charge {
        private final List<Window> windows;
        private final List<Window.Entry> entries;

        private Charge(List<Window> windows, long now) {
            this.windows = windows;
            this.entries = windows.stream().map(it -> it.enter(now)).toList();
        }

        void answered(long now) {
            for (int i = 0; i < windows.size(); i++) {
                windows.get(i).answered(entries.get(i), now);
            }
        }

        void refund() {
            for (int i = 0; i < windows.size(); i++) {
                windows.get(i).refund(entries.get(i));
            }
        }
    }

    private record Hold(long since, Duration time) {
        Duration left(long now) {
            Duration left = time.minusNanos(now - since);
            return left.isNegative() ? Duration.ZERO : left;
        }
    }

    private final Window messages;
    private final int reserve;
    private final Map<Pace, Window> own = new EnumMap<>(Pace.class);
    /** Until when the server wants none of a kind. */
    private final Map<Pace, Hold> holds = new EnumMap<>(Pace.class);

    Windows(Limits limits) {
        Duration minute = Duration.ofMinutes(1);
        messages = new Window(limits.messagesPerMinute(), minute);
        reserve = Math.min(RESERVE, limits.messagesPerMinute() / RESERVED_PART);
        own.put(Pace.SUBSCRIBE, new Window(limits.subscribesPerMinute(), minute));
        own.put(Pace.LOCK, new Window(limits.locksPerMinute(), minute));
        own.put(Pace.PRESENCE, new Window(limits.presencePer10s(), Duration.ofSeconds(10)));
        own.put(Pace.SIGNAL, new Window(limits.signalsPerSecond(), Duration.ofSeconds(1)));
    }

    /** Returns how long the next frame of a kind has to wait. */
    Duration delay(Pace pace, long now) {
        Duration delay = Duration.ZERO;
        for (Window window : windowsOf(pace)) {
            delay = longer(delay, window.delay(now, window == messages && yields(pace) ? reserve : 0));
        }
        Hold hold = holds.get(pace);
        return hold == null ? delay : longer(delay, hold.left(now));
    }

    Charge charge(Pace pace, long now) {
        return new Charge(windowsOf(pace), now);
    }

    /** The server wants no frame of a kind for a while. */
    void hold(Pace pace, long now, Duration time) {
        holds.put(pace, new Hold(now, time));
    }

    private List<Window> windowsOf(Pace pace) {
        List<Window> windows = new ArrayList<>();
        if (pace != Pace.SIGNAL) {
            windows.add(messages);
        }
        Window ownWindow = own.get(pace);
        if (ownWindow != null) {
            windows.add(ownWindow);
        }
        return windows;
    }

    private static boolean yields(Pace pace) {
        return pace == Pace.CALL || pace == Pace.PRESENCE;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
