package io.bush.realtime.testkit;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.protocol.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps every call a node makes to its listener. Thread safety: safe for use by any thread. */
public final class RecordingListener implements RealtimeListener {

    /** What was called, oldest first. Guarded by this object's monitor. */
    private final List<Call> calls = new ArrayList<>();

    /**
     * One call.
     *
     * @param method the listener's method
     * @param arguments what it was given, in order; may hold null
     */
    public record Call(String method, List<@Nullable Object> arguments) {

        /** Copies the list. */
        public Call {
            arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
        }

        @Override
        public String toString() {
            return method + arguments;
        }
    }

    /** Starts without any call. */
    public RecordingListener() {}

    /**
     * Returns every call.
     *
     * @return a copy, oldest first
     */
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /**
     * Returns the calls of one method.
     *
     * @param method the listener's method
     * @return a copy, oldest first
     */
    public synchronized List<Call> calls(String method) {
        return calls.stream().filter(call -> call.method().equals(method)).toList();
    }

    /** Forgets every call so far. */
    public synchronized void clear() {
        calls.clear();
    }

    private synchronized void add(String method, @Nullable Object... arguments) {
        calls.add(new Call(method, Arrays.asList(arguments)));
    }

    @Override
    public void opened(String connectionId) {
        add("opened", connectionId);
    }

    @Override
    public void authenticated(String connectionId, String principalId) {
        add("authenticated", connectionId, principalId);
    }

    @Override
    public void closed(String connectionId, int code, Duration lasted) {
        add("closed", connectionId, code, lasted);
    }

    @Override
    public void messageIn(String connectionId, int bytes) {
        add("messageIn", connectionId, bytes);
    }

    @Override
    public void messagesOut(String connectionId, int frames, int bytes) {
        add("messagesOut", connectionId, frames, bytes);
    }

    @Override
    public void action(String connectionId, String action) {
        add("action", connectionId, action);
    }

    @Override
    public void error(String connectionId, ErrorCode code) {
        add("error", connectionId, code);
    }

    @Override
    public void limiterHit(String connectionId, String limit) {
        add("limiterHit", connectionId, limit);
    }

    @Override
    public void heartbeatMissed(String connectionId, int inARow) {
        add("heartbeatMissed", connectionId, inARow);
    }

    @Override
    public void spilled(String connectionId, Channel channel) {
        add("spilled", connectionId, channel);
    }

    @Override
    public void dropped(String connectionId, Channel channel, @Nullable String event, DropReason reason) {
        add("dropped", connectionId, channel, event, reason);
    }

    @Override
    public void reset(String connectionId, Channel channel, ResetReason reason) {
        add("reset", connectionId, channel, reason);
    }

    @Override
    public void caughtUp(String connectionId, Channel channel, int events, Duration took) {
        add("caughtUp", connectionId, channel, events, took);
    }

    @Override
    public void subscribed(String connectionId, Channel channel) {
        add("subscribed", connectionId, channel);
    }

    @Override
    public void unsubscribed(String connectionId, Channel channel, String cause) {
        add("unsubscribed", connectionId, channel, cause);
    }

    @Override
    public void published(Channel channel, String event, String outcome) {
        add("published", channel, event, outcome);
    }

    @Override
    public void called(String connectionId, String method, String outcome, Duration took) {
        add("called", connectionId, method, outcome, took);
    }

    @Override
    public void polled(int httpStatus, int channels, int events, Duration took) {
        add("polled", httpStatus, channels, events, took);
    }

    @Override
    public void degraded(Throwable cause) {
        add("degraded", cause);
    }

    @Override
    public void restored(Duration lasted) {
        add("restored", lasted);
    }

    @Override
    public void startedAnew(Channel channel) {
        add("startedAnew", channel);
    }

    @Override
    public void failed(String where, Throwable failure) {
        add("failed", where, failure);
    }
}
